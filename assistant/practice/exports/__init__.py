"""Made things as files: Word, PowerPoint, Markdown, tables, calendars."""
