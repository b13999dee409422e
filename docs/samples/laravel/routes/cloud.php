<?php

use App\Http\Controllers\CloudController;
use Illuminate\Support\Facades\Route;

Route::middleware('web')->group(function () {
    Route::get('/login', [CloudController::class, 'begin'])->name('login');
    Route::get(parse_url(config('cloud.callback'), PHP_URL_PATH), [CloudController::class, 'callback']);
    Route::post('/logout', [CloudController::class, 'leave'])->name('logout');
});

// 发来的是服务器，没有 Cookie：不在 web 里，所以没有 CSRF 校验
Route::post('/backchannel-logout', [CloudController::class, 'notice']);
