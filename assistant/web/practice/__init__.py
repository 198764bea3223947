"""The pages of things that are made: workshop, plan, self-assessment, draft, rehearsal; kept where somebody says so."""
