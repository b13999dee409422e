<?php

namespace App\Cloud;

use GuzzleHttp\RequestOptions;
use Illuminate\Support\Str;
use Laravel\Socialite\Two\AbstractProvider;
use Laravel\Socialite\Two\InvalidStateException;
use Laravel\Socialite\Two\User;
use UnexpectedValueException;

/** Socialite 的驱动 cloud。state 和 PKCE 由 Socialite 做，nonce、iss 和 id_token 由这里核对。 */
class CloudProvider extends AbstractProvider
{
    protected $scopes = ['openid', 'profile'];

    protected $scopeSeparator = ' ';

    protected $usesPKCE = true;

    protected function getAuthUrl($state): string
    {
        return $this->buildAuthUrlFromBase($this->tokens()->endpoint('authorization_endpoint'), $state);
    }

    protected function getCodeFields($state = null): array
    {
        $nonce = Str::random(40);
        $this->request->session()->put('cloud_nonce', $nonce);

        return parent::getCodeFields($state) + ['nonce' => $nonce];
    }

    public function user(): User
    {
        if ($this->user) {
            return $this->user;
        }
        $nonce = (string) $this->request->session()->pull('cloud_nonce');
        if ($this->hasInvalidState()) {
            throw new InvalidStateException('state 不对');
        }
        if ($this->request->input('iss') !== config('cloud.issuer')) {
            throw new UnexpectedValueException('iss 不对');
        }
        if ($this->request->has('error')) { // 市民点了“不同意”时是 access_denied
            throw new UnexpectedValueException((string) $this->request->input('error'));
        }
        $answer = $this->getAccessTokenResponse((string) $this->getCode());
        $claims = $this->tokens()->idToken($answer['id_token'] ?? '', $nonce);
        $info = $this->getUserByToken($answer['access_token'] ?? '');
        if (($info['sub'] ?? '') !== $claims['sub']) {
            throw new UnexpectedValueException('用户信息不是同一个人');
        }
        $raw = $info + ['sid' => $claims['sid'] ?? '', 'id_token' => $answer['id_token']];

        return $this->user = $this->mapUserToObject($raw)->setToken($answer['access_token']);
    }

    protected function getTokenUrl(): string
    {
        return $this->tokens()->endpoint('token_endpoint');
    }

    protected function getTokenHeaders($code): array
    {
        $basic = base64_encode("{$this->clientId}:{$this->clientSecret}");

        return ['Accept' => 'application/json', 'Authorization' => "Basic $basic"];
    }

    protected function getTokenFields($code): array
    {
        return array_diff_key(parent::getTokenFields($code), ['client_id' => 0, 'client_secret' => 0]);
    }

    protected function getUserByToken($token): array
    {
        $answer = $this->getHttpClient()->get($this->tokens()->endpoint('userinfo_endpoint'), [
            RequestOptions::HEADERS => ['Authorization' => "Bearer $token"],
        ]);

        return json_decode($answer->getBody(), true) ?? [];
    }

    protected function mapUserToObject(array $user): User
    {
        return (new User)->setRaw($user)->map(['id' => $user['sub'], 'nickname' => $user['nickname'] ?? '文化用户']);
    }

    private function tokens(): CloudTokens
    {
        return app(CloudTokens::class);
    }
}
