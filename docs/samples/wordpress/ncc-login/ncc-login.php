<?php
/**
 * Plugin Name: 国家公共文化云登录
 * Description: 用国家公共文化云账号登录、退出，并接收退出通知。页面里写 [ncc_login]。
 * Version: 1.0.0
 * Requires PHP: 8.1
 * Requires at least: 6.1
 */
declare(strict_types=1);

namespace NccLogin;

use RuntimeException;

if (!defined('ABSPATH')) exit;

/** 设置：环境变量，没有的从 wp-config.php 里 NCC_ENV_FILE 指的文件读。 */
function setting(string $name): string
{
    static $file = null;
    $file ??= defined('NCC_ENV_FILE') && is_readable(NCC_ENV_FILE) ? file(NCC_ENV_FILE, FILE_IGNORE_NEW_LINES) : [];
    $value = getenv($name);
    if (is_string($value) && $value !== '') return $value;
    foreach ($file as $line) if (str_starts_with($line, "$name=")) return trim(substr($line, strlen($name) + 1));
    return '';
}

/** 取一个 JSON；$form 不是 null 时用 POST 提交。 */
function ask(string $url, array $headers = [], ?array $form = null): array
{
    $with = ['headers' => $headers, 'timeout' => 10, 'redirection' => 0];
    $answer = $form === null ? wp_remote_get($url, $with) : wp_remote_post($url, $with + ['body' => $form]);
    if (is_wp_error($answer)) throw new RuntimeException('没有连上国家公共文化云');
    $found = json_decode(wp_remote_retrieve_body($answer), true);
    if (!is_array($found)) throw new RuntimeException('国家公共文化云的回答不完整');
    if (isset($found['error'])) throw new RuntimeException((string) $found['error']);
    return $found;
}

/** 发现文档和公钥各存一小时；遇到不认识的 kid（换了钥匙）就重新取，至多半分钟一次。 */
function cached(string $url, bool $again = false): array
{
    $name = 'ncc_' . md5($url);
    $found = get_transient($name);
    if (is_array($found) && (!$again || get_transient("{$name}_again"))) return $found;
    if ($again) set_transient("{$name}_again", 1, 30);
    $found = ask($url);
    set_transient($name, $found, HOUR_IN_SECONDS);
    return $found;
}

function cloud(): array
{
    return cached(setting('NCC_ISSUER') . '/.well-known/openid-configuration');
}

function encoded(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function decoded(string $text): string
{
    return base64_decode(strtr($text, '-_', '+/'), true) ?: '';
}

/** JWK 里的 n、e 写成 openssl 认识的 PEM。 */
function pemOf(array $jwk): string
{
    $der = function (int $tag, string $content): string {
        $length = strlen($content);
        $bytes = $length < 128 ? chr($length) : ltrim(pack('N', $length), "\0");
        return chr($tag) . ($length < 128 ? '' : chr(0x80 | strlen($bytes))) . $bytes . $content;
    };
    $integer = fn (string $name): string => $der(0x02, "\0" . decoded($jwk[$name]));
    $rsa = $der(0x30, $integer('n') . $integer('e'));
    $bits = $der(0x30, hex2bin('300d06092a864886f70d0101010500') . $der(0x03, "\0" . $rsa));
    return "-----BEGIN PUBLIC KEY-----\n" . chunk_split(base64_encode($bits), 64) . "-----END PUBLIC KEY-----\n";
}

/** 国家公共文化云签的令牌（id_token、logout_token）：签名、iss、aud、exp 都对，才看它的内容。 */
function checkedToken(string $token): array
{
    [$header, $payload, $signature] = explode('.', "$token..");
    $head = json_decode(decoded($header), true);
    if (!is_array($head) || ($head['alg'] ?? '') !== 'RS256') throw new RuntimeException('令牌的 alg 不是 RS256'); // 绝不接受 none
    foreach ([false, true] as $again) {
        foreach (cached(cloud()['jwks_uri'], $again)['keys'] as $jwk) {
            if ($jwk['kty'] !== 'RSA' || $jwk['kid'] !== ($head['kid'] ?? '')) continue;
            $verified = openssl_verify("$header.$payload", decoded($signature), pemOf($jwk), OPENSSL_ALGO_SHA256);
            if ($verified !== 1) throw new RuntimeException('令牌的签名不对');
            $claims = json_decode(decoded($payload), true);
            if (($claims['iss'] ?? '') !== setting('NCC_ISSUER')) throw new RuntimeException('令牌的 iss 不对');
            if (!in_array(setting('NCC_AK'), (array) ($claims['aud'] ?? []), true)) throw new RuntimeException('令牌的 aud 不对');
            if (($claims['exp'] ?? 0) < time() - 30) throw new RuntimeException('令牌过期');
            if (!is_string($claims['sub'] ?? null)) throw new RuntimeException('令牌没有 sub');
            return $claims;
        }
    }
    throw new RuntimeException('没有这个 kid 的公钥');
}

/** 登录用的名字：从 sub 算出来，同一个人总是同一个。 */
function loginOf(string $sub): string
{
    return 'ncc_' . substr(hash('sha256', $sub), 0, 40);
}

const COOKIE = 'hall_wordpress'; // 从跳转到回来，只用一次

function go(string $url): never
{
    wp_redirect($url, 303); // 要去国家公共文化云，所以不用 wp_safe_redirect
    exit;
}

function keep(string $value, int $until): void
{
    setcookie(COOKIE, $value, [
        ...['expires' => $until, 'path' => '/', 'httponly' => true, 'samesite' => 'Lax'],
        'secure' => str_starts_with(setting('NCC_CALLBACK'), 'https:'),
    ]);
}

// 跳转：state、nonce 和 PKCE 每次登录都是新的
function begin(): never
{
    [$id, $state, $nonce, $verifier] = array_map(fn () => encoded(random_bytes(32)), [1, 2, 3, 4]);
    $end = cloud()['authorization_endpoint'];
    set_transient('ncc_login_' . md5($id), compact('state', 'nonce', 'verifier'), 600);
    keep($id, time() + 600);
    go($end . '?' . http_build_query([
        'response_type' => 'code', 'client_id' => setting('NCC_AK'), 'redirect_uri' => setting('NCC_CALLBACK'),
        'scope' => 'openid profile', 'state' => $state, 'nonce' => $nonce,
        'code_challenge' => encoded(hash('sha256', $verifier, true)), 'code_challenge_method' => 'S256',
    ]));
}

/** 登录回来的一个参数：总是文字。 */
function given(string $name): string
{
    $value = $_GET[$name] ?? '';
    return is_string($value) ? wp_unslash($value) : '';
}

// 换令牌，校验 id_token，取用户信息，按 sub 找到或新建用户
function finish(): never
{
    $id = $_COOKIE[COOKIE] ?? '';
    $place = 'ncc_login_' . md5(is_string($id) ? $id : '');
    $login = get_transient($place);
    delete_transient($place);
    keep('', 1);
    if (!is_array($login)) throw new RuntimeException('这次登录已经结束，请再点一次');
    if (!hash_equals($login['state'], given('state'))) throw new RuntimeException('state 不对');
    if (given('iss') !== setting('NCC_ISSUER')) throw new RuntimeException('iss 不对');
    if (given('error') !== '') throw new RuntimeException(given('error')); // 市民点了“不同意”时是 access_denied
    $basic = base64_encode(setting('NCC_AK') . ':' . setting('NCC_SK'));
    $tokens = ask(cloud()['token_endpoint'], ['Authorization' => "Basic $basic"], [
        'grant_type' => 'authorization_code', 'code' => given('code'),
        'redirect_uri' => setting('NCC_CALLBACK'), 'code_verifier' => $login['verifier'],
    ]);
    $claims = checkedToken((string) ($tokens['id_token'] ?? ''));
    if (!hash_equals($login['nonce'], (string) ($claims['nonce'] ?? ''))) throw new RuntimeException('id_token 的 nonce 不对');
    $info = ask(cloud()['userinfo_endpoint'], ['Authorization' => "Bearer {$tokens['access_token']}"]);
    if (($info['sub'] ?? '') !== $claims['sub']) throw new RuntimeException('用户信息不是同一个人');
    $user = ['user_login' => loginOf($claims['sub']), 'display_name' => $info['nickname'] ?? '文化用户'];
    $user['nickname'] = $user['display_name'];
    $known = get_user_by('login', $user['user_login']);
    $made = $known
        ? wp_update_user(['ID' => $known->ID] + $user)
        : wp_insert_user($user + ['user_pass' => wp_generate_password(40), 'role' => 'subscriber']);
    if (is_wp_error($made)) throw new RuntimeException('没有建好用户');
    $about = ['ncc_sid' => $claims['sid'] ?? '', 'ncc_id_token' => $tokens['id_token']];
    add_filter('attach_session_information', fn (array $session): array => $session + $about);
    wp_set_auth_cookie($made, false);
    go(home_url('/'));
}

// 退出：先结束自己的会话，再到国家公共文化云退出
function leave(): never
{
    if (!wp_verify_nonce((string) ($_POST['_wpnonce'] ?? ''), 'ncc-logout')) throw new RuntimeException('页面过期了，请回去再点一次退出');
    $token = wp_get_session_token();
    $session = \WP_Session_Tokens::get_instance(get_current_user_id())->get($token);
    wp_logout();
    if (!isset($session['ncc_id_token'])) go(home_url('/'));
    go(cloud()['end_session_endpoint'] . '?' . http_build_query([
        'id_token_hint' => $session['ncc_id_token'], 'post_logout_redirect_uri' => home_url('/'),
    ]));
}

// 退出通知：市民在别处退出、取消授权时发来。有 sid 时只结束那一次登录；不对的回答 400
function notice(): never
{
    try {
        $token = $_POST['logout_token'] ?? '';
        $claims = checkedToken(is_string($token) ? $token : '');
        $event = 'http://schemas.openid.net/event/backchannel-logout';
        if (!isset($claims['events'][$event]) || array_key_exists('nonce', $claims)) throw new RuntimeException('不是 logout_token');
    } catch (RuntimeException) {
        status_header(400);
        exit;
    }
    $user = get_user_by('login', loginOf($claims['sub']));
    if ($user) {
        $sessions = get_user_meta($user->ID, 'session_tokens', true) ?: [];
        $others = array_filter($sessions, fn (array $each): bool =>
            isset($claims['sid']) && ($each['ncc_sid'] ?? '') !== $claims['sid']);
        update_user_meta($user->ID, 'session_tokens', $others);
    }
    status_header(200);
    exit;
}

add_action('init', function (): void {
    $path = parse_url($_SERVER['REQUEST_URI'] ?? '/', PHP_URL_PATH);
    $isPost = $_SERVER['REQUEST_METHOD'] === 'POST';
    $does = match (true) {
        $path === '/login' && !$isPost => begin(...),
        $path === parse_url(setting('NCC_CALLBACK'), PHP_URL_PATH) && !$isPost => finish(...),
        $path === '/logout' && $isPost => leave(...),
        $path === '/backchannel-logout' && $isPost => notice(...),
        default => null,
    };
    if ($does === null) return;
    nocache_headers();
    try {
        $does();
    } catch (RuntimeException $error) {
        error_log('ncc-login: ' . $error->getMessage());
        wp_die('登录没有完成：' . esc_html($error->getMessage()), '登录没有完成', [
            'response' => 400, 'link_url' => home_url('/login'), 'link_text' => '使用国家公共文化云登录',
        ]);
    }
});

add_shortcode('ncc_login', function (): string {
    if (!is_user_logged_in()) return '<p><a href="' . esc_url(home_url('/login')) . '">使用国家公共文化云登录</a></p>';
    return '<p data-account="' . get_current_user_id() . '">您好，' . esc_html(wp_get_current_user()->display_name) . '</p><form method="post" action="' . esc_url(home_url('/logout')) . '">'
        . wp_nonce_field('ncc-logout', '_wpnonce', false, false) . '<button>退出</button></form>';
});

add_action('login_form', function (): void {
    echo '<p style="margin-bottom:1em"><a href="' . esc_url(home_url('/login')) . '">使用国家公共文化云登录</a></p>';
});
