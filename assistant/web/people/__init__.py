"""How people sign in on the web: who a request comes from, what it may reach, and the pages of it."""
