"""What people may ask of what the site knows of them: to see it, to take it, to have it gone."""
