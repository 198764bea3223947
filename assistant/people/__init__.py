"""Who uses the coach: accounts, passwords, roles, and the browsers that are signed in; no page is made here."""
