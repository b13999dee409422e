#!/bin/bash
# 不用任何库走一遍，看清每一步。需要 curl、jq、openssl
set -euo pipefail
ISSUER=$NCC_ISSUER
AK=$NCC_AK
CALLBACK=$NCC_CALLBACK

random() { openssl rand 32 | base64url; }
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
from_base64url() { tr -- '-_' '+/' | awk '{ while (length($0) % 4) $0 = $0 "="; print }' | openssl base64 -d -A; }
in_url() { jq -rn --arg text "$1" '$text | @uri'; }
must() { [ "$1" = "$2" ] || { echo "$3 不对" >&2; exit 1; }; }

# 0 各个地址在发现文档里，不要写死
CLOUD=$(curl -sf "$ISSUER/.well-known/openid-configuration")
endpoint() { jq -r ".$1" <<<"$CLOUD"; }

# 1 跳转：state、nonce 和 PKCE 每次登录都是新的
VERIFIER=$(random) STATE=$(random) NONCE=$(random)
CHALLENGE=$(printf %s "$VERIFIER" | openssl dgst -sha256 -binary | base64url)
echo '在浏览器里打开，用测试市民登录：'
REQUEST="response_type=code&client_id=$AK&redirect_uri=$(in_url "$CALLBACK")&scope=openid%20profile"
REQUEST+="&state=$STATE&nonce=$NONCE&code_challenge=$CHALLENGE&code_challenge_method=S256"
echo "$(endpoint authorization_endpoint)?$REQUEST"

# 2 回调：本机没有程序在听，页面打不开；要的是地址栏里的网址
echo '回来以后，把地址栏里的网址粘贴到这里（60 秒内有效）：'
read -r BACK
query() { sed -n "s/.*[?&]$1=\([^&#]*\).*/\1/p" <<<"$BACK"; }
must "$(query state)" "$STATE" state
must "$(query iss)" "$(in_url "$ISSUER")" iss
# 点了“不同意”时没有 code，error 是 access_denied
[ -n "$(query code)" ] || { echo "登录没有完成：$(query error)" >&2; exit 1; }

# 3 换令牌
TOKENS=$(curl -s -u "$AK:$NCC_SK" "$(endpoint token_endpoint)" \
  -d grant_type=authorization_code -d code="$(query code)" \
  --data-urlencode redirect_uri="$CALLBACK" -d code_verifier="$VERIFIER")
ID_TOKEN=$(jq -r '.id_token // empty' <<<"$TOKENS")
[ -n "$ID_TOKEN" ] || { echo "$TOKENS" >&2; exit 1; }

# 4 校验 id_token：用 kid 指明的公钥核对签名，再核对 iss、aud、nonce、exp
IFS=. read -r HEADER PAYLOAD SIGNATURE <<<"$ID_TOKEN"
must "$(from_base64url <<<"$HEADER" | jq -r .alg)" RS256 alg
KID=$(from_base64url <<<"$HEADER" | jq -r .kid)
KEY=$(curl -sf "$(endpoint jwks_uri)" | jq --arg kid "$KID" '.keys[] | select(.kid == $kid)')
hex() { jq -r ".$1" <<<"$KEY" | from_base64url | od -An -v -tx1 | tr -d ' \n'; }
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
cat >"$WORK/key.cnf" <<END
asn1=SEQUENCE:key
[key]
algorithm=SEQUENCE:algorithm
bits=BITWRAP,SEQUENCE:rsa
[algorithm]
name=OID:rsaEncryption
none=NULL
[rsa]
n=INTEGER:0x$(hex n)
e=INTEGER:0x$(hex e)
END
openssl asn1parse -genconf "$WORK/key.cnf" -noout -out "$WORK/key.der"
from_base64url <<<"$SIGNATURE" >"$WORK/signature"
printf %s "$HEADER.$PAYLOAD" |
  openssl dgst -sha256 -verify "$WORK/key.der" -keyform DER -signature "$WORK/signature" >&2
CLAIMS=$(from_base64url <<<"$PAYLOAD")
claim() { jq -r ".$1" <<<"$CLAIMS"; }
must "$(claim iss)" "$ISSUER" iss
must "$(claim aud)" "$AK" aud
must "$(claim nonce)" "$NONCE" nonce
[ "$(claim exp)" -gt "$(date +%s)" ] || { echo 'id_token 过期' >&2; exit 1; }

# 5 用户信息：sub 与 id_token 里的一致才算
ACCESS_TOKEN=$(jq -r .access_token <<<"$TOKENS")
PERSON=$(curl -sf -H "Authorization: Bearer $ACCESS_TOKEN" "$(endpoint userinfo_endpoint)")
must "$(jq -r .sub <<<"$PERSON")" "$(claim sub)" sub
echo "您好，$(jq -r '.nickname // "文化用户"' <<<"$PERSON")"

# 6 退出：在浏览器里打开
echo '退出时打开：'
echo "$(endpoint end_session_endpoint)?id_token_hint=$ID_TOKEN"
