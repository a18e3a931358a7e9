"""Plug-ins of assess: one package per kind of target."""
