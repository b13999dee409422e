<?php
declare(strict_types=1);

namespace app\cloud;

use Firebase\JWT\JWK;
use Firebase\JWT\JWT;
use RuntimeException;
use think\facade\Cache;
use Throwable;

/** 与国家公共文化云的对话：取 JSON、核对令牌、退出通知。不对的抛出 RuntimeException。 */
class Cloud
{
    private const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';

    public static function endpoint(string $name): string
    {
        $url = config('cloud.issuer') . '/.well-known/openid-configuration';

        return Cache::remember('cloud_discovery', fn () => self::ask($url), 3600)[$name];
    }

    /** 取一个 JSON；$form 不是 null 时用 POST 提交。 */
    public static function ask(string $url, array $headers = [], ?array $form = null): array
    {
        $http = ['header' => $headers, 'timeout' => 10, 'ignore_errors' => true, 'follow_location' => 0];
        if ($form !== null) {
            $http['method'] = 'POST';
            $http['header'][] = 'Content-Type: application/x-www-form-urlencoded';
            $http['content'] = http_build_query($form);
        }
        $answer = @file_get_contents($url, false, stream_context_create(['http' => $http]));
        $found = json_decode($answer === false ? '' : $answer, true);
        if (!is_array($found)) throw new RuntimeException('没有连上国家公共文化云');
        if (isset($found['error'])) throw new RuntimeException((string) $found['error']);

        return $found;
    }

    public static function idToken(string $token, string $nonce): array
    {
        $claims = self::verified($token);
        if (!hash_equals($nonce, (string) ($claims['nonce'] ?? ''))) throw new RuntimeException('id_token 的 nonce 不对');

        return $claims;
    }

    public static function logoutToken(string $token): array
    {
        $claims = self::verified($token);
        $isLogout = isset($claims['events'][self::LOGOUT]) && !array_key_exists('nonce', $claims);
        if (!$isLogout) throw new RuntimeException('不是 logout_token');

        return $claims;
    }

    /** 这个人收到过的退出通知：这一次登录（sid）的和没有 sid 的。与登录时记下的不同，登录就结束了。 */
    public static function notices(string $sub, string $sid): array
    {
        return [Cache::get(self::place($sub, $sid), ''), Cache::get(self::place($sub, ''), '')];
    }

    public static function keepNotice(array $claims): void
    {
        Cache::set(self::place($claims['sub'], $claims['sid'] ?? ''), $claims['jti'] ?? bin2hex(random_bytes(8)), 30 * 86400);
    }

    private static function place(string $sub, string $sid): string
    {
        return 'cloud_notice_' . hash('sha256', "$sub $sid");
    }

    private static function verified(string $token): array
    {
        $head = json_decode(JWT::urlsafeB64Decode(explode('.', $token)[0]), true);
        $kid = is_array($head) && is_string($head['kid'] ?? null) ? $head['kid'] : '';
        JWT::$leeway = 30;
        try {
            $claims = json_decode(json_encode(JWT::decode($token, self::keys($kid))), true);
        } catch (Throwable $error) {
            throw new RuntimeException('令牌没有通过核对', 0, $error);
        }
        if (($claims['iss'] ?? '') !== config('cloud.issuer')) throw new RuntimeException('令牌的 iss 不对');
        if (!in_array(config('cloud.ak'), (array) ($claims['aud'] ?? []), true)) throw new RuntimeException('令牌的 aud 不对');
        if (!isset($claims['exp'], $claims['sub'])) throw new RuntimeException('令牌没有 exp 或 sub');

        return $claims;
    }

    /** 公钥存一小时；遇到不认识的 kid（换了钥匙）就重新取，至多半分钟一次。 */
    private static function keys(string $kid): array
    {
        $read = fn () => self::ask(self::endpoint('jwks_uri'))['keys'];
        $keys = Cache::remember('cloud_keys', $read, 3600);
        if (!in_array($kid, array_column($keys, 'kid'), true) && !Cache::has('cloud_keys_again')) {
            Cache::set('cloud_keys_again', 1, 30);
            Cache::set('cloud_keys', $keys = $read(), 3600);
        }
        $rsa = array_values(array_filter($keys, fn (array $key): bool => $key['kty'] === 'RSA'));

        return JWK::parseKeySet(['keys' => $rsa], 'RS256');
    }
}
