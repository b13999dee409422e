import type { CheckCode } from '../../checks/checks.ts';

/** Lines of the PHP sample, with those around them; a test compares them. */
export const php: Partial<Record<CheckCode, string>> = {
  state: `      if ($path === '/login') {
+         [$state, $nonce, $verifier] = array_map(fn () => base64url(random_bytes(32)), [1, 2, 3]);
+         $_SESSION['login'] = compact('state', 'nonce', 'verifier');
          go($cloud['authorization_endpoint'] . '?' . http_build_query([`,
  nonce: `      if ($path === '/login') {
+         [$state, $nonce, $verifier] = array_map(fn () => base64url(random_bytes(32)), [1, 2, 3]);
+         $_SESSION['login'] = compact('state', 'nonce', 'verifier');
          go($cloud['authorization_endpoint'] . '?' . http_build_query([`,
  state_checked: `          unset($_SESSION['login']);
+         if (!hash_equals($state, $_GET['state'] ?? '')) throw new RuntimeException('state 不对');
          if (($_GET['iss'] ?? '') !== $cloud['issuer']) throw new RuntimeException('iss 不对');`,
  nonce_checked: `          $claims = checkedToken($tokens['id_token'], $cloud, $ak);
+         if (!hash_equals($nonce, $claims['nonce'] ?? '')) throw new RuntimeException('id_token 的 nonce 不对');
          $user = ask($cloud['userinfo_endpoint'], ["Authorization: Bearer {$tokens['access_token']}"]);`,
  pkce: `              'state' => $state, 'nonce' => $nonce,
+             'code_challenge' => base64url(hash('sha256', $verifier, true)), 'code_challenge_method' => 'S256',
          ]));`,
  issuer: `          if (!hash_equals($state, $_GET['state'] ?? '')) throw new RuntimeException('state 不对');
+         if (($_GET['iss'] ?? '') !== $cloud['issuer']) throw new RuntimeException('iss 不对');
          if (isset($_GET['error'])) throw new RuntimeException($_GET['error']); // 市民点了“不同意”时是 access_denied`,
  forged: `  /** 国家公共文化云签的令牌（id_token、logout_token）：签名、iss、aud、exp 都对，才看它的内容。 */
+ function checkedToken(string $token, array $cloud, string $ak): array
+ {
+     [$header, $payload, $signature] = explode('.', $token . '..');
+     $head = json_decode(fromBase64url($header), true);
+     if (($head['alg'] ?? '') !== 'RS256') throw new RuntimeException('令牌的 alg 不是 RS256'); // 绝不接受 none
+     foreach ([false, true] as $again) {
+         foreach (cached($cloud['jwks_uri'], $again)['keys'] as $jwk) {
+             if ($jwk['kid'] !== ($head['kid'] ?? '')) continue;
+             $verified = openssl_verify("$header.$payload", fromBase64url($signature), pemOf($jwk), OPENSSL_ALGO_SHA256);
+             if ($verified !== 1) throw new RuntimeException('令牌的签名不对');
+             $claims = json_decode(fromBase64url($payload), true);
+             if ($claims['iss'] !== $cloud['issuer']) throw new RuntimeException('令牌的 iss 不对');
+             if (!in_array($ak, (array) $claims['aud'], true)) throw new RuntimeException('令牌的 aud 不对');
+             if ($claims['exp'] < time() - 30) throw new RuntimeException('令牌过期');
+             return $claims;
+         }
+     }
+     throw new RuntimeException('没有这个 kid 的公钥');
+ }

  /** 这个人收到过的退出通知：这一次登录（sid）的和没有 sid 的。与登录时记下的不同，登录就结束了。 */`,
  addresses: `          ];
+         go('/');
      }`,
  subject: `      echo isset($_SESSION['user'])
+         ? "<p data-account=\\"{$e($_SESSION['user']['sub'])}\\">您好，{$e($_SESSION['user']['nickname'])}</p>$logoutButton"
          : '<p><a href="/login">使用国家公共文化云登录</a></p>';`,
  denied: `          if (($_GET['iss'] ?? '') !== $cloud['issuer']) throw new RuntimeException('iss 不对');
+         if (isset($_GET['error'])) throw new RuntimeException($_GET['error']); // 市民点了“不同意”时是 access_denied
          $tokens = ask($cloud['token_endpoint'], ['Authorization: Basic ' . base64_encode("$ak:$sk")], [
  …
          : '<p><a href="/login">使用国家公共文化云登录</a></p>';
+ } catch (RuntimeException | TypeError $error) {
+     http_response_code(400);
+     echo '<p>登录没有完成：' . $e($error->getMessage()) . '</p><p><a href="/login">再试一次</a></p>';
  }`,
  retry: `          : '<p><a href="/login">使用国家公共文化云登录</a></p>';
+ } catch (RuntimeException | TypeError $error) {
+     http_response_code(400);
+     echo '<p>登录没有完成：' . $e($error->getMessage()) . '</p><p><a href="/login">再试一次</a></p>';
  }`,
  logout: `      if ($path === '/logout' && $_SERVER['REQUEST_METHOD'] === 'POST') {
+         $hint = $_SESSION['user']['id_token'] ?? '';
+         session_destroy();
+         go($cloud['end_session_endpoint'] . '?' . http_build_query([
+             'id_token_hint' => $hint,
+             'post_logout_redirect_uri' => substr($callback, 0, -strlen(parse_url($callback, PHP_URL_PATH))) . '/',
+         ]));
      }`,
  notice: `      // 退出通知：市民在别处退出、取消授权时发来签名的 logout_token。地址在应用的安全设置里登记。回答 200，不对的回答 400
+     if ($path === '/backchannel-logout' && $_SERVER['REQUEST_METHOD'] === 'POST') {
+         $claims = checkedToken($_POST['logout_token'] ?? '', $cloud, $ak);
+         $isLogout = isset($claims['events']['http://schemas.openid.net/event/backchannel-logout']);
+         if (!$isLogout || !isset($claims['sub']) || array_key_exists('nonce', $claims)) {
+             throw new RuntimeException('不是 logout_token');
+         }
+         file_put_contents(fileOf("notice {$claims['sub']} " . ($claims['sid'] ?? '')), $claims['jti'], LOCK_EX);
+         exit;
+     }

      if ($path !== '/' || $_SERVER['REQUEST_METHOD'] === 'POST') {
  …
  } catch (RuntimeException | TypeError $error) {
+     http_response_code(400);
      echo '<p>登录没有完成：' . $e($error->getMessage()) . '</p><p><a href="/login">再试一次</a></p>';`,
};
