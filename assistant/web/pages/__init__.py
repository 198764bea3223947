"""What all pages that need no script share: one header, one look, forms read, turns taken, errors told."""
