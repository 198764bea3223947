"""The pages of what is kept: conversations found again, opened, renamed, pinned, downloaded, deleted."""
