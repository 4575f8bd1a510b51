"""How the state of an older shoal becomes the state of this one."""
