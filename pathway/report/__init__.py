"""Every answer as text, JSON, CSV, Markdown, ICS, xlsx or Parquet, in two languages.
No renderer computes anything about the law.
"""
