<?php

namespace App\Cloud;

use Firebase\JWT\JWK;
use Firebase\JWT\JWT;
use Illuminate\Support\Facades\Cache;
use Illuminate\Support\Facades\Http;
use UnexpectedValueException;

/** 国家公共文化云签的令牌（id_token、logout_token）：签名、iss、aud、exp 都对，才看它的内容。不对的抛出 UnexpectedValueException。 */
class CloudTokens
{
    private const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';

    public function endpoint(string $name): string
    {
        return $this->discovery()[$name];
    }

    public function idToken(string $token, string $nonce): array
    {
        $claims = $this->verified($token);
        if ($nonce === '' || ! hash_equals($nonce, $claims['nonce'] ?? '')) {
            throw new UnexpectedValueException('id_token 的 nonce 不对');
        }

        return $claims;
    }

    public function logoutToken(string $token): array
    {
        $claims = $this->verified($token);
        if (! isset($claims['events'][self::LOGOUT]) || array_key_exists('nonce', $claims)) {
            throw new UnexpectedValueException('不是 logout_token');
        }

        return $claims;
    }

    private function verified(string $token): array
    {
        $header = json_decode(JWT::urlsafeB64Decode(explode('.', $token)[0]), true);
        $kid = is_array($header) && is_string($header['kid'] ?? null) ? $header['kid'] : '';
        JWT::$leeway = 30;
        $claims = json_decode(json_encode(JWT::decode($token, $this->keys($kid))), true);
        if (($claims['iss'] ?? '') !== config('cloud.issuer')) {
            throw new UnexpectedValueException('令牌的 iss 不对');
        }
        if (! in_array(config('cloud.ak'), (array) ($claims['aud'] ?? []), true)) {
            throw new UnexpectedValueException('令牌的 aud 不对');
        }
        if (! isset($claims['exp'], $claims['sub'])) {
            throw new UnexpectedValueException('令牌没有 exp 或 sub');
        }

        return $claims;
    }

    /** 公钥存一小时；遇到不认识的 kid（换了钥匙）就重新取，至多半分钟一次。 */
    private function keys(string $kid): array
    {
        $read = fn () => Http::timeout(10)->get($this->endpoint('jwks_uri'))->throw()->json('keys');
        $keys = Cache::remember('cloud.keys', 3600, $read);
        if (! in_array($kid, array_column($keys, 'kid'), true) && Cache::add('cloud.keys.again', 1, 30)) {
            Cache::put('cloud.keys', $keys = $read(), 3600);
        }
        $rsa = array_values(array_filter($keys, fn (array $key) => $key['kty'] === 'RSA'));

        return JWK::parseKeySet(['keys' => $rsa], 'RS256');
    }

    private function discovery(): array
    {
        $url = config('cloud.issuer').'/.well-known/openid-configuration';

        return Cache::remember('cloud.discovery', 3600, fn () => Http::timeout(10)->get($url)->throw()->json());
    }
}
