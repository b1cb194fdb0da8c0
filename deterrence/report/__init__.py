"""The main job and its report: sections of prose and tables, for the terminal and as Markdown."""
