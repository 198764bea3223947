"""The web app: one calm page on this machine, and nothing that reaches beyond it."""
