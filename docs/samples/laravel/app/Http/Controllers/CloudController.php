<?php

namespace App\Http\Controllers;

use App\Cloud\CloudTokens;
use App\Models\User;
use GuzzleHttp\Exception\GuzzleException;
use Illuminate\Http\Client\HttpClientException;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Auth;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Session;
use Illuminate\Support\Str;
use Laravel\Socialite\Facades\Socialite;
use Laravel\Socialite\Two\InvalidStateException;
use LogicException;
use RuntimeException;
use UnexpectedValueException;

class CloudController extends Controller
{
    public function begin()
    {
        try {
            return Socialite::driver('cloud')->redirect();
        } catch (GuzzleException|HttpClientException $error) {
            return $this->failed($error, '没有连上国家公共文化云');
        }
    }

    public function callback(Request $request)
    {
        try {
            $person = Socialite::driver('cloud')->user();
        } catch (UnexpectedValueException|InvalidStateException $error) {
            return $this->failed($error, $error->getMessage());
        } catch (GuzzleException|RuntimeException|LogicException $error) {
            return $this->failed($error, '没有通过核对');
        }
        $raw = $person->getRaw();
        // 按 sub 认人：昵称会变，手机号会换
        $user = User::firstOrNew(['cloud_sub' => $person->getId()]);
        if (! $user->exists) {
            $user->forceFill([
                'cloud_sub' => $person->getId(),
                'email' => $person->getId().'@users.invalid',
                'password' => bcrypt(Str::random(40)),
            ]);
        }
        $user->forceFill(['name' => $person->getNickname()])->save();
        Auth::login($user); // 会换一个新的会话编号
        $request->session()->put('id_token', $raw['id_token']);
        DB::table('cloud_logins')->insert([
            'session_id' => $request->session()->getId(),
            'sub' => $person->getId(),
            'sid' => $raw['sid'],
        ]);

        return redirect('/', 303);
    }

    /** 先结束自己的会话，再到国家公共文化云退出。 */
    public function leave(Request $request, CloudTokens $tokens)
    {
        $hint = $request->session()->get('id_token');
        DB::table('cloud_logins')->where('session_id', $request->session()->getId())->delete();
        Auth::logout();
        $request->session()->invalidate();
        $request->session()->regenerateToken();
        if ($hint === null) {
            return redirect('/', 303);
        }

        return redirect()->away($tokens->endpoint('end_session_endpoint').'?'.http_build_query([
            'id_token_hint' => $hint,
            'post_logout_redirect_uri' => $this->site().'/',
        ]), 303);
    }

    /** 退出通知：有 sid 时只结束那一次登录。回答 200，不对的回答 400。 */
    public function notice(Request $request, CloudTokens $tokens)
    {
        try {
            $claims = $tokens->logoutToken((string) $request->input('logout_token'));
        } catch (GuzzleException|RuntimeException|LogicException) {
            return response('', 400);
        }
        $logins = DB::table('cloud_logins')->where('sub', $claims['sub'])
            ->when(isset($claims['sid']), fn ($query) => $query->where('sid', $claims['sid']));
        foreach ($logins->pluck('session_id') as $id) {
            Session::getHandler()->destroy($id);
        }
        $logins->delete();

        return response('', 200);
    }

    private function failed($error, string $why)
    {
        report($error);

        return response()->view('cloud', ['failed' => $why], 400);
    }

    private function site(): string
    {
        $at = parse_url(config('cloud.callback'));

        return "{$at['scheme']}://{$at['host']}".(isset($at['port']) ? ":{$at['port']}" : '');
    }
}
