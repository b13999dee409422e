<?php
declare(strict_types=1);

namespace app\controller;

use app\cloud\Cloud;
use RuntimeException;
use think\facade\Session;
use think\Request;

class CloudLogin
{
    /** 放在页面里：登录的链接，或者昵称和退出。 */
    public static function user(): ?array
    {
        $user = Session::get('cloud_user');
        if ($user === null || Cloud::notices($user['sub'], $user['sid']) === $user['notices']) return $user;
        Session::delete('cloud_user'); // 市民在别处退出了，或者取消了授权

        return null;
    }

    // 跳转：state、nonce 和 PKCE 每次登录都是新的，记在会话里
    public function begin()
    {
        try {
            $end = Cloud::endpoint('authorization_endpoint');
        } catch (RuntimeException $error) {
            return $this->failed($error);
        }
        [$state, $nonce, $verifier] = array_map(fn () => $this->encoded(random_bytes(32)), [1, 2, 3]);
        Session::set('cloud_login', compact('state', 'nonce', 'verifier'));

        return redirect($end . '?' . http_build_query([
            'response_type' => 'code', 'client_id' => config('cloud.ak'), 'redirect_uri' => config('cloud.callback'),
            'scope' => 'openid profile', 'state' => $state, 'nonce' => $nonce,
            'code_challenge' => $this->encoded(hash('sha256', $verifier, true)), 'code_challenge_method' => 'S256',
        ]), 303);
    }

    // 换令牌，校验 id_token，再取用户信息
    public function finish(Request $request)
    {
        $login = Session::pull('cloud_login'); // 三个值只用一次
        try {
            if (!is_array($login)) throw new RuntimeException('这次登录已经结束，请再点一次');
            if (!hash_equals($login['state'], $request->get('state/s', ''))) throw new RuntimeException('state 不对');
            if ($request->get('iss/s', '') !== config('cloud.issuer')) throw new RuntimeException('iss 不对');
            $refused = $request->get('error/s', ''); // 市民点了“不同意”时是 access_denied
            if ($refused !== '') throw new RuntimeException($refused);
            $basic = base64_encode(config('cloud.ak') . ':' . config('cloud.sk'));
            $tokens = Cloud::ask(Cloud::endpoint('token_endpoint'), ["Authorization: Basic $basic"], [
                'grant_type' => 'authorization_code', 'code' => $request->get('code/s', ''),
                'redirect_uri' => config('cloud.callback'), 'code_verifier' => $login['verifier'],
            ]);
            $claims = Cloud::idToken((string) ($tokens['id_token'] ?? ''), $login['nonce']);
            $bearer = (string) ($tokens['access_token'] ?? '');
            $info = Cloud::ask(Cloud::endpoint('userinfo_endpoint'), ["Authorization: Bearer $bearer"]);
            if (($info['sub'] ?? '') !== $claims['sub']) throw new RuntimeException('用户信息不是同一个人');
        } catch (RuntimeException $error) {
            return $this->failed($error);
        }
        Session::regenerate(true); // 每次登录换一个新的会话编号
        [$sub, $sid] = [$claims['sub'], $claims['sid'] ?? ''];
        // 在这里按 sub 找到或新建您自己的用户
        Session::set('cloud_user', [
            'sub' => $sub, 'sid' => $sid, 'notices' => Cloud::notices($sub, $sid),
            'nickname' => $info['nickname'] ?? '文化用户', 'id_token' => $tokens['id_token'],
        ]);

        return redirect('/', 303);
    }

    // 退出：先结束自己的会话，再到国家公共文化云退出
    public function leave()
    {
        $user = Session::get('cloud_user');
        Session::clear();
        Session::regenerate(true);
        if ($user === null) return redirect('/', 303);
        $at = parse_url(config('cloud.callback'));
        $site = "{$at['scheme']}://{$at['host']}" . (isset($at['port']) ? ":{$at['port']}" : '');
        $query = ['id_token_hint' => $user['id_token'], 'post_logout_redirect_uri' => "$site/"];

        return redirect(Cloud::endpoint('end_session_endpoint') . '?' . http_build_query($query), 303);
    }

    // 退出通知：核对签名、iss、aud、exp、events。回答 200，不对的回答 400
    public function notice(Request $request)
    {
        try {
            Cloud::keepNotice(Cloud::logoutToken($request->post('logout_token/s', '')));
        } catch (RuntimeException) {
            return response('', 400);
        }

        return response('', 200);
    }

    private function failed(RuntimeException $error)
    {
        trace('登录没有完成：' . $error->getMessage(), 'warning');
        $why = htmlspecialchars($error->getMessage(), ENT_QUOTES);

        return response("<p>登录没有完成：{$why}</p><p><a href=\"/login\">使用国家公共文化云登录</a></p>", 400);
    }

    private function encoded(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
