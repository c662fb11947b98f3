"""Three networks to walk through: their content in TOML, told through the verbs people use."""
