"""What `jixun demo` prints: how somebody who tries Jixun gets in, on a desk and on a phone."""

from __future__ import annotations

import socket
from contextlib import suppress
from datetime import datetime

import qrcode

from core import clock
from core.demo import STAFF, ZONE, WayIn, console, prepare


def show(address: str, *, at: datetime) -> None:
    """Makes the class where there is none for today, opens a lesson, and prints how to get in."""
    way = prepare(at=at)
    phone = f"{address}/p/{way.trainee.token}"
    heading = (
        f"[bold]{way.training_class.name}[/]（演示班 demonstration {way.training_class.code}）"
    )
    lines = ["", heading, "", *_desk(way, address), "", *_phone(way, address, phone), ""]
    lines += _lesson(way, address)
    for line in lines:
        console.print(line, soft_wrap=True, highlight=False)
    if address.startswith("http://127."):
        console.print("   没有手机：用无痕窗口打开第 2 行  no phone: a private window opens line 2")
        console.print("   让手机连进来  let phones in: make run HOST=0.0.0.0\n")
    else:
        _draw(phone)


def _desk(way: WayIn, address: str) -> list[str]:
    others = "，".join(f"[bold]{username}[/] {name}" for username, name, _role in STAFF[1:])
    return [
        f"[bold]1[/]  电脑 desk    {address}/console/",
        f"   登录名 name  [bold]demo[/]   密码 password  [bold]{way.password}[/]",
        f"   密码相同 same password  {others}",
    ]


def _phone(way: WayIn, address: str, phone: str) -> list[str]:
    trainee, number = way.trainee, way.trainee.person.phone or ""
    return [
        f"[bold]2[/]  手机 phone   {phone}",
        f"   学员 trainee  {trainee.name}，{trainee.unit_name}",
        f"   第二部手机要填后四位 a second phone asks for  [bold]{number[-4:]}[/]",
        f"   不用链接 without the link  {address}/j/{way.training_class.public_token}",
        f"   手机号 number  {number}   激活码 code  {trainee.activation_code}",
    ]


def _lesson(way: WayIn, address: str) -> list[str]:
    if way.lesson is None or way.lesson.starts_at is None:
        return ["   今天的课都已点过名 every lesson of today has its marks", ""]
    code, starts = way.training_class.code, clock.local(way.lesson.starts_at, ZONE)
    return [
        f"[bold]3[/]  现在签到 check in now   {way.lesson.title} {starts:%H:%M}",
        f"   签到屏 hall screen  {address}/console/classes/{code}/lessons/{way.lesson.id}/screen",
        "",
    ]


def _draw(url: str) -> None:
    """The phone's link as a code to scan from the terminal."""
    code = qrcode.QRCode(border=2)
    code.add_data(url)
    code.print_ascii(out=console.file, invert=True)


def address_of(host: str, port: int) -> str:
    """Where this server is reached; of all addresses (0.0.0.0), the one that phones here can open."""
    if host not in ("0.0.0.0", "::", ""):  # noqa: S104 - read, not bound
        return f"http://{host}:{port}"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # a datagram socket sends nothing by this
        return f"http://{probe.getsockname()[0]}:{port}"
    return f"http://127.0.0.1:{port}"
