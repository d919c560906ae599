"""Accounts, their roles in classes, and the phones of trainees: each function is one act."""

from core.access.services.accounts import (
    ADMINISTRATOR,
    create_account,
    deactivate,
    note_sign_in,
    password_fits,
    reactivate,
    set_password,
)
from core.access.services.phones import Device, bind_phone, erase_phones, revoke_phone
from core.access.services.roles import carry_roles, give_role, take_role

__all__ = [
    "ADMINISTRATOR",
    "Device",
    "bind_phone",
    "carry_roles",
    "create_account",
    "deactivate",
    "erase_phones",
    "give_role",
    "note_sign_in",
    "password_fits",
    "reactivate",
    "revoke_phone",
    "set_password",
    "take_role",
]
