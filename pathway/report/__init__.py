"""Renderers: the values of the library as text, JSON, CSV or Markdown. No renderer computes anything about the law."""
