"""Small sound images made by hand, and multipart bodies around them."""

import struct
import zlib

BOUNDARY = "----contract-boundary"


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width=3, height=2, between=b"", pixels=None):
    pixels = bytes((1 + 3 * width) * height) if pixels is None else pixels
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + between + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b""))


def noise_png(width, height):
    """One that does not compress."""
    import random
    dice = random.Random(7)
    rows = b"".join(b"\0" + dice.randbytes(3 * width) for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b""))


def jpeg(width=16, height=8, between=b""):
    return (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + between + b"\xff\xc0\0\x0b\x08"
            + struct.pack(">HH", height, width) + b"\1\1\x11\0\xff\xda\0\x08\1\1\0\0\x3f\0"
            + b"\x12\xff\0\x34\xff\xd0\x56\xff\xd9")


def gif(width=4, height=4, frames=1):
    size = struct.pack("<HH", width, height)
    return (b"GIF89a" + size + b"\x80\0\0\0\0\0\xff\xff\xff"
            + (b"\x2c\0\0\0\0" + size + b"\0\2\2\x84\x51\0") * frames + b"\x3b")


def webp(width=5, height=7):
    data = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"pixels\0"
    body = b"WEBPVP8L" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def part(name, data, file_name=None, kind=None):
    line = f'Content-Disposition: form-data; name="{name}"'
    if file_name is not None:
        line += f'; filename="{file_name}"'
    if kind:
        line += f"\r\nContent-Type: {kind}"
    return f"--{BOUNDARY}\r\n{line}\r\n\r\n".encode() + data + b"\r\n"


def form(*parts):
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def upload(world, data, file_name="me.png", kind=None, *, token, metadata=None, body=None,
           headers=None):
    """The answer to an upload; `body` replaces the whole form."""
    parts = [part("file", data, file_name, kind)]
    if metadata is not None:
        parts.append(part("metadata", metadata.encode()))
    sent = {"content-type": f"multipart/form-data; boundary={BOUNDARY}", **(headers or {})}
    return world.api.request("POST", "/bucket/userAvatars/upload", raw=body or form(*parts),
                             headers=sent, token=token)
