"""The credential that a token is asked for with: a JWT signed with ES256."""
import base64
import json
import pathlib
import subprocess
import tempfile

# Seconds: a JWT is meant to live about ten minutes.
LONGEST_LIFE = 900


def make_key(folder):
    """A key of the P-256 curve and its public half; where they are."""
    key, public = folder / "key.pem", folder / "key.pub.pem"
    subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout",
                    "-out", str(key)], check=True, capture_output=True)
    subprocess.run(["openssl", "pkey", "-in", str(key), "-pubout", "-out", str(public)],
                   check=True, capture_output=True)
    return key, public


def decoded(part):
    if not part or set(part) - set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"):
        raise ValueError("a part that is no base64url")
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def integer(data):
    """In DER."""
    data = data.lstrip(b"\0")
    data = b"\0" + data if not data or data[0] >= 128 else data
    return b"\x02" + bytes([len(data)]) + data


def is_signed(text, signature, public):
    both = integer(signature[:32]) + integer(signature[32:])
    with tempfile.TemporaryDirectory(prefix="paminn-jwt.") as folder:
        file = pathlib.Path(folder) / "signature"
        file.write_bytes(b"\x30" + bytes([len(both)]) + both)
        return subprocess.run(
            ["openssl", "dgst", "-sha256", "-verify", str(public), "-signature", str(file)],
            input=text, capture_output=True, check=False).returncode == 0


def fault(token, public, api_code, now):
    """What is wrong with a credential; None if nothing is."""
    parts = token.split(".")
    if len(parts) != 3:
        return "no JWT"
    try:
        header, claims = json.loads(decoded(parts[0])), json.loads(decoded(parts[1]))
        signature = decoded(parts[2])
    except ValueError as error:
        return f"no JWT: {error}"
    if header.get("alg") != "ES256" or set(header) - {"alg", "typ", "kid"}:
        return "its header"
    if header.get("typ", "JWT") != "JWT":
        return "its typ"
    if claims.get("api_code") != api_code:
        return "its api_code"
    expiry = claims.get("exp")
    if type(expiry) is not int:
        return "its exp is no whole number"
    if not now < expiry <= now + LONGEST_LIFE:
        return f"its exp is {expiry - now:.0f} s ahead"
    if set(claims) - {"api_code", "exp", "iat"}:
        return f"the claims {sorted(claims)}"
    if len(signature) != 64 or not is_signed(
            f"{parts[0]}.{parts[1]}".encode("ascii"), signature, public):
        return "its signature"
    return None
