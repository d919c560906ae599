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
from core.access.services.pairing import (
    cut_off,
    forget_holder,
    note_seen,
    offer_pairing,
    open_offer,
    pair_phone,
    rename_paired,
    renew_pairing,
)
from core.access.services.phones import Device, bind_phone, erase_phones, revoke_phone
from core.access.services.roles import carry_roles, give_role, take_role

__all__ = [
    "ADMINISTRATOR",
    "Device",
    "bind_phone",
    "carry_roles",
    "create_account",
    "cut_off",
    "deactivate",
    "erase_phones",
    "forget_holder",
    "give_role",
    "note_seen",
    "note_sign_in",
    "offer_pairing",
    "open_offer",
    "pair_phone",
    "password_fits",
    "reactivate",
    "rename_paired",
    "renew_pairing",
    "revoke_phone",
    "set_password",
    "take_role",
]
