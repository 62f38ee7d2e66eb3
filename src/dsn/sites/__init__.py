"""Which pages stand where: sites, their menus, how one signs in."""
