<?php

namespace App\Cloud;

use Illuminate\Support\ServiceProvider;
use Laravel\Socialite\Contracts\Factory;

/** Laravel 11 起在 bootstrap/providers.php 里登记，以前的在 config/app.php 里。 */
class CloudServiceProvider extends ServiceProvider
{
    public function register(): void
    {
        $this->app->singleton(CloudTokens::class);
    }

    public function boot(): void
    {
        $this->app->make(Factory::class)->extend('cloud', fn ($app) => new CloudProvider(
            $app['request'],
            config('cloud.ak'),
            config('cloud.sk'),
            config('cloud.callback'),
            ['timeout' => 10],
        ));
        $this->loadRoutesFrom(base_path('routes/cloud.php'));
    }
}
