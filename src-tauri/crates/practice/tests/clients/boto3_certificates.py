"""Certificates that come from elsewhere, that fail, and that are taken out of ACM, as boto3 sees them.

    boto3_certificates.py ENDPOINT CONTROL
"""

import datetime

from account import client, control, done, eventually, passes, refused
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

acm = client("acm")
PEM = serialization.Encoding.PEM


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def private(key, form=serialization.PrivateFormat.PKCS8):
    return key.private_bytes(PEM, form, serialization.NoEncryption())


def certificate(key, subject, names, issuer="Our authority", signer=None, days=300):
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(name(issuer)).public_key(key.public_key())
    builder = builder.serial_number(0x1234).not_valid_before(now - datetime.timedelta(days=1))
    builder = builder.not_valid_after(now + datetime.timedelta(days=days))
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return builder.sign(signer or key, hashes.SHA256()).public_bytes(PEM)


def told(arn):
    return acm.describe_certificate(CertificateArn=arn)["Certificate"]


def listed(**wish):
    return {one["CertificateArn"]: one for one in acm.list_certificates(**wish)["CertificateSummaryList"]}


# Imported: what it says is what is told, and its key has to fit, in each of the usual files.
authority, rsa_key, ec_key = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())
chain = certificate(authority, name("Our authority"), [])
body = certificate(rsa_key, name("api.example.com"), ["www.example.com", "API.example.com"], signer=authority)
for form in (serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL):
    arn = acm.import_certificate(Certificate=body, PrivateKey=private(rsa_key, form), CertificateChain=chain)["CertificateArn"]
    acm.import_certificate(Certificate=certificate(ec_key, name("ec.example.com"), []), PrivateKey=private(ec_key, form))
imported = told(arn)
assert (imported["Type"], imported["Status"], imported["KeyAlgorithm"], imported["Issuer"]) == (
    "IMPORTED", "ISSUED", "RSA_2048", "Our authority")
assert imported["SubjectAlternativeNames"] == ["api.example.com", "www.example.com"]
assert (imported["Serial"], imported["RenewalEligibility"]) == ("12:34", "INELIGIBLE")
assert not {"IssuedAt", "DomainValidationOptions", "RenewalSummary"} & imported.keys()
got = acm.get_certificate(CertificateArn=arn)
assert (got["Certificate"].encode(), got["CertificateChain"].encode()) == (body, chain)
refused("ValidationException", acm.import_certificate, Certificate=body, PrivateKey=private(ec_key))
refused("ValidationException", acm.import_certificate, Certificate=body,
        PrivateKey=private(rsa.generate_private_key(65537, 2048)))
refused("ValidationException", acm.import_certificate, Certificate=body + chain, PrivateKey=private(rsa_key))
refused("ValidationException", acm.import_certificate, Certificate=b"no certificate", PrivateKey=private(rsa_key))
secret = rsa_key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"secret"))
refused("ValidationException", acm.import_certificate, Certificate=body, PrivateKey=secret)
refused("ValidationException", acm.import_certificate, Certificate=body, PrivateKey=private(rsa_key),
        CertificateChain=certificate(authority, name("Another authority"), []))
old = certificate(rsa_key, name("old.example.com"), [], days=-0.5)
refused("ValidationException", acm.import_certificate, Certificate=old, PrivateKey=private(rsa_key))
again = dict(CertificateArn=arn, Certificate=certificate(rsa_key, name("new.example.com"), [], days=400), PrivateKey=private(rsa_key))
refused("ValidationException", acm.import_certificate, **again, Tags=[{"Key": "team"}])
assert acm.import_certificate(**again)["CertificateArn"] == arn
assert told(arn)["DomainName"] == "new.example.com"
refused("ValidationException", acm.renew_certificate, CertificateArn=arn)

# Lists know where a key came from, and which algorithm it is.
pending = acm.request_certificate(DomainName="mail.example.com", DomainValidationOptions=[
    {"DomainName": "mail.example.com", "ValidationDomain": "example.com"}])["CertificateArn"]
assert set(listed(CertificateKeyPairOrigins=["AWS_MANAGED"])) == {pending}
assert arn in listed(CertificateKeyPairOrigins=["CUSTOMER_PROVIDED"]) and pending not in listed(Includes={"exportOption": "ENABLED"})
assert {one["KeyAlgorithm"] for one in listed(Includes={"keyTypes": ["EC_secp384r1"]}).values()} == {"EC_secp384r1"}
assert set(listed(Includes={"managedBy": "CLOUDFRONT"})) == set()
assert listed()[arn]["ExtendedKeyUsages"] == [] and not listed()[arn]["Exported"]

# A tag without a value is not one with an empty value.
acm.add_tags_to_certificate(CertificateArn=arn, Tags=[{"Key": "bare"}, {"Key": "empty", "Value": ""}])
tags = acm.list_tags_for_certificate(CertificateArn=arn)["Tags"]
assert sorted(tags, key=lambda tag: tag["Key"]) == [{"Key": "bare"}, {"Key": "empty", "Value": ""}]
refused("InvalidTagException", acm.add_tags_to_certificate, CertificateArn=arn, Tags=[{"Key": "aws:mine"}])
acm.add_tags_to_certificate(CertificateArn=arn, Tags=[{"Key": f"tag-{number}"} for number in range(48)])
refused("TooManyTagsException", acm.add_tags_to_certificate, CertificateArn=arn, Tags=[{"Key": "one more"}])

# Mail: where it goes, and from there to DNS.
option = told(pending)["DomainValidationOptions"][0]
assert option["ValidationMethod"] == "EMAIL" and "admin@example.com" in option["ValidationEmails"]
mail = dict(CertificateArn=pending, Domain="mail.example.com")
acm.resend_validation_email(**mail, ValidationDomain="mail.example.com")
refused("InvalidDomainValidationOptionsException", acm.resend_validation_email, **mail, ValidationDomain="example.org")
refused("InvalidDomainValidationOptionsException", acm.request_certificate, DomainName="a.example.com",
        DomainValidationOptions=[{"DomainName": "a.example.com", "ValidationDomain": "b.a.example.com"}])
acm.update_certificate_options(CertificateArn=pending, Options={"ValidationMethod": "DNS"})
refused("ValidationException", acm.update_certificate_options, CertificateArn=pending, Options={"Export": "ENABLED"})
refused("InvalidStateException", acm.resend_validation_email, **mail, ValidationDomain="example.com")
refused("RequestInProgressException", acm.get_certificate, CertificateArn=pending)
passes(10)
record = told(pending)["DomainValidationOptions"][0]["ResourceRecord"]
# Providers that refuse the underscore in the value: it counts without.
control("/records", zone="example.com", name=record["Name"], type="CNAME", ttl=300, value=record["Value"][1:])
passes(60)
eventually("certificate", lambda: told(pending)["Status"], "ISSUED")
got = acm.get_certificate(CertificateArn=pending)
leaf, issuer = (x509.load_pem_x509_certificate(got[part].encode()) for part in ("Certificate", "CertificateChain"))
issuer.public_key().verify(leaf.signature, leaf.tbs_certificate_bytes, ec.ECDSA(leaf.signature_hash_algorithm))
names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)
issued = told(pending)
assert names == ["mail.example.com"] and leaf.public_key().key_size == 2048
assert format(leaf.serial_number, "032x") == issued["Serial"].replace(":", "")
assert leaf.not_valid_after_utc == issued["NotAfter"].replace(microsecond=0).astimezone(datetime.UTC)
assert acm.get_certificate(CertificateArn=pending)["Certificate"] == got["Certificate"]


def requested(domain):
    arn = acm.request_certificate(DomainName=domain, ValidationMethod="DNS")["CertificateArn"]
    passes(10)
    return arn


def failed(arn):
    eventually("failure", lambda: told(arn).get("FailureReason", told(arn)["Status"]) != "PENDING_VALIDATION", True)
    certificate = told(arn)
    assert certificate["Status"] == "FAILED", certificate
    return certificate["FailureReason"]


# Requests that fail: nobody's name, Amazon's own, and one whose owner allows another authority only.
assert failed(requested("api.internal")) == "INVALID_PUBLIC_DOMAIN"
assert failed(requested("vpce-svc-0.eu-west-1.vpce.amazonaws.com")) == "ADDITIONAL_VERIFICATION_REQUIRED"
control("/records", zone="example.com", name="locked.example.com.", type="CAA", ttl=300, value='0 issue "letsencrypt.org"')
forbidden = requested("api.locked.example.com")
record = told(forbidden)["DomainValidationOptions"][0]["ResourceRecord"]
control("/records", zone="example.com", name=record["Name"], type="CNAME", ttl=300, value=record["Value"])
passes(60)
assert failed(forbidden) == "CAA_ERROR"
refused("ResourceNotFoundException", acm.get_certificate, CertificateArn=forbidden)
refused("InvalidParameterException", acm.request_certificate, DomainName="a.example.com", KeyAlgorithm="RSA_4096")
# An imported certificate ends when it says so.
passes(401 * 86_400)
assert told(arn)["Status"] == "EXPIRED"
acm.delete_certificate(CertificateArn=arn)
done()
