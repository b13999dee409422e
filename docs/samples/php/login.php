<?php
// 不用任何库。需要 PHP 8.1 以上，自带的 curl（或 allow_url_fopen）和 openssl 扩展
declare(strict_types=1);

$issuer = getenv('NCC_ISSUER');
$ak = getenv('NCC_AK');
$callback = getenv('NCC_CALLBACK');
$sk = getenv('NCC_SK');

/** 取一个 JSON；$form 不是 null 时用 POST 提交。 */
function ask(string $url, array $headers = [], ?array $form = null): array
{
    $http = ['header' => $headers, 'timeout' => 10, 'ignore_errors' => true, 'follow_location' => 0];
    if ($form !== null) {
        $http['method'] = 'POST';
        $http['header'][] = 'Content-Type: application/x-www-form-urlencoded';
        $http['content'] = http_build_query($form);
    }
    $answer = file_get_contents($url, false, stream_context_create(['http' => $http]));
    $found = json_decode($answer === false ? '' : $answer, true);
    if (!is_array($found)) throw new RuntimeException("没有回答：$url");
    if (isset($found['error'])) throw new RuntimeException("{$found['error']}：" . ($found['error_description'] ?? ''));
    return $found;
}

/** 本机上的一个文件；几台服务器用 Redis 或数据库。 */
function fileOf(string $what): string
{
    return sys_get_temp_dir() . '/ncc-' . hash('sha256', $what);
}

/** 发现文档和公钥各存一小时；遇到不认识的 kid（换了钥匙）就重新取，至多半分钟一次。 */
function cached(string $url, bool $again = false): array
{
    $file = fileOf($url);
    if (is_file($file) && filemtime($file) > time() - ($again ? 30 : 3600)) {
        return json_decode(file_get_contents($file), true);
    }
    $found = ask($url);
    file_put_contents($file, json_encode($found), LOCK_EX);
    return $found;
}

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function fromBase64url(string $text): string
{
    return base64_decode(strtr($text, '-_', '+/')) ?: '';
}

/** JWK 里的 n、e 写成 openssl 认识的 PEM。 */
function pemOf(array $jwk): string
{
    $der = function (int $tag, string $content): string {
        $length = strlen($content);
        $bytes = $length < 128 ? chr($length) : ltrim(pack('N', $length), "\0");
        return chr($tag) . ($length < 128 ? '' : chr(0x80 | strlen($bytes))) . $bytes . $content;
    };
    $integer = fn (string $name): string => $der(0x02, "\0" . fromBase64url($jwk[$name]));
    $rsa = $der(0x30, $integer('n') . $integer('e'));
    $algorithm = hex2bin('300d06092a864886f70d0101010500'); // rsaEncryption
    $key = $der(0x30, $algorithm . $der(0x03, "\0" . $rsa));
    return "-----BEGIN PUBLIC KEY-----\n" . chunk_split(base64_encode($key), 64) . "-----END PUBLIC KEY-----\n";
}

/** 国家公共文化云签的令牌（id_token、logout_token）：签名、iss、aud、exp 都对，才看它的内容。 */
function checkedToken(string $token, array $cloud, string $ak): array
{
    [$header, $payload, $signature] = explode('.', $token . '..');
    $head = json_decode(fromBase64url($header), true);
    if (($head['alg'] ?? '') !== 'RS256') throw new RuntimeException('令牌的 alg 不是 RS256'); // 绝不接受 none
    foreach ([false, true] as $again) {
        foreach (cached($cloud['jwks_uri'], $again)['keys'] as $jwk) {
            if ($jwk['kid'] !== ($head['kid'] ?? '')) continue;
            $verified = openssl_verify("$header.$payload", fromBase64url($signature), pemOf($jwk), OPENSSL_ALGO_SHA256);
            if ($verified !== 1) throw new RuntimeException('令牌的签名不对');
            $claims = json_decode(fromBase64url($payload), true);
            if ($claims['iss'] !== $cloud['issuer']) throw new RuntimeException('令牌的 iss 不对');
            if (!in_array($ak, (array) $claims['aud'], true)) throw new RuntimeException('令牌的 aud 不对');
            if ($claims['exp'] < time() - 30) throw new RuntimeException('令牌过期');
            return $claims;
        }
    }
    throw new RuntimeException('没有这个 kid 的公钥');
}

/** 这个人收到过的退出通知：这一次登录（sid）的和没有 sid 的。与登录时记下的不同，登录就结束了。 */
function noticesOf(string $sub, string $sid): array
{
    $files = [fileOf("notice $sub $sid"), fileOf("notice $sub ")];
    return array_map(fn (string $file): string => is_file($file) ? file_get_contents($file) : '', $files);
}

function go(string $url): never
{
    header("Location: $url", true, 303);
    exit;
}

session_name('php_session'); // 本机上几个程序共用 localhost，名字不要相同
session_set_cookie_params(['httponly' => true, 'samesite' => 'Lax', 'secure' => str_starts_with($callback, 'https:')]);
// 别的程序留下的编号 PHP 不认：换一个新的，不要卡住
if (!preg_match('/^[-,a-zA-Z0-9]{1,128}$/', $_COOKIE['php_session'] ?? '')) session_id(session_create_id());
session_start();
$user = $_SESSION['user'] ?? null;
if ($user !== null && noticesOf($user['sub'], $user['sid']) !== $user['notices']) unset($_SESSION['user']);
$cloud = cached("$issuer/.well-known/openid-configuration");
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$e = fn (string $text): string => htmlspecialchars($text, ENT_QUOTES);

try {
    // 跳转：state、nonce 和 PKCE 每次登录都是新的，记在会话里
    if ($path === '/login') {
        [$state, $nonce, $verifier] = array_map(fn () => base64url(random_bytes(32)), [1, 2, 3]);
        $_SESSION['login'] = compact('state', 'nonce', 'verifier');
        go($cloud['authorization_endpoint'] . '?' . http_build_query([
            'response_type' => 'code', 'client_id' => $ak, 'redirect_uri' => $callback, 'scope' => 'openid profile',
            'state' => $state, 'nonce' => $nonce,
            'code_challenge' => base64url(hash('sha256', $verifier, true)), 'code_challenge_method' => 'S256',
        ]));
    }

    // 换令牌，校验 id_token，再取用户信息
    if ($path === parse_url($callback, PHP_URL_PATH)) {
        $login = $_SESSION['login'] ?? throw new RuntimeException('请重新登录');
        ['state' => $state, 'nonce' => $nonce, 'verifier' => $verifier] = $login;
        unset($_SESSION['login']);
        if (!hash_equals($state, $_GET['state'] ?? '')) throw new RuntimeException('state 不对');
        if (($_GET['iss'] ?? '') !== $cloud['issuer']) throw new RuntimeException('iss 不对');
        if (isset($_GET['error'])) throw new RuntimeException($_GET['error']); // 市民点了“不同意”时是 access_denied
        $tokens = ask($cloud['token_endpoint'], ['Authorization: Basic ' . base64_encode("$ak:$sk")], [
            'grant_type' => 'authorization_code', 'code' => $_GET['code'] ?? '',
            'redirect_uri' => $callback, 'code_verifier' => $verifier,
        ]);
        $claims = checkedToken($tokens['id_token'], $cloud, $ak);
        if (!hash_equals($nonce, $claims['nonce'] ?? '')) throw new RuntimeException('id_token 的 nonce 不对');
        $user = ask($cloud['userinfo_endpoint'], ["Authorization: Bearer {$tokens['access_token']}"]);
        if ($user['sub'] !== $claims['sub']) throw new RuntimeException('用户信息不是同一个人');
        session_regenerate_id(true);
        [$sub, $sid] = [$claims['sub'], $claims['sid'] ?? ''];
        $_SESSION['user'] = [
            'sub' => $sub, 'sid' => $sid, 'notices' => noticesOf($sub, $sid),
            'nickname' => $user['nickname'] ?? '文化用户', 'id_token' => $tokens['id_token'],
        ];
        go('/');
    }

    // 退出：先结束自己的会话，再到国家公共文化云退出
    if ($path === '/logout' && $_SERVER['REQUEST_METHOD'] === 'POST') {
        $hint = $_SESSION['user']['id_token'] ?? '';
        session_destroy();
        go($cloud['end_session_endpoint'] . '?' . http_build_query([
            'id_token_hint' => $hint,
            'post_logout_redirect_uri' => substr($callback, 0, -strlen(parse_url($callback, PHP_URL_PATH))) . '/',
        ]));
    }

    // 退出通知：市民在别处退出、取消授权时发来签名的 logout_token。地址在应用的安全设置里登记。回答 200，不对的回答 400
    if ($path === '/backchannel-logout' && $_SERVER['REQUEST_METHOD'] === 'POST') {
        $claims = checkedToken($_POST['logout_token'] ?? '', $cloud, $ak);
        $isLogout = isset($claims['events']['http://schemas.openid.net/event/backchannel-logout']);
        if (!$isLogout || !isset($claims['sub']) || array_key_exists('nonce', $claims)) {
            throw new RuntimeException('不是 logout_token');
        }
        file_put_contents(fileOf("notice {$claims['sub']} " . ($claims['sid'] ?? '')), $claims['jti'], LOCK_EX);
        exit;
    }

    if ($path !== '/' || $_SERVER['REQUEST_METHOD'] === 'POST') {
        http_response_code(404);
        exit('<p>没有这一页</p>');
    }

    $logoutButton = '<form method="post" action="/logout"><button>退出</button></form>';
    echo isset($_SESSION['user'])
        ? "<p data-account=\"{$e($_SESSION['user']['sub'])}\">您好，{$e($_SESSION['user']['nickname'])}</p>$logoutButton"
        : '<p><a href="/login">使用国家公共文化云登录</a></p>';
} catch (RuntimeException | TypeError $error) {
    http_response_code(400);
    echo '<p>登录没有完成：' . $e($error->getMessage()) . '</p><p><a href="/login">再试一次</a></p>';
}
