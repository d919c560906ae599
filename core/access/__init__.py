"""Who may do what: staff accounts, roles in a class, phones bound to trainees."""
