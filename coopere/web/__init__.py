"""What the site tells machines: search engines, feed readers, telephones, those who find a hole."""
