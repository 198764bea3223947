"""Questions to develop with: second turns and premises, written for this project and never used by the eval cases."""
