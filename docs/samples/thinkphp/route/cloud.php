<?php

use think\facade\Route;

Route::get('login', 'CloudLogin/begin');
Route::get(ltrim(parse_url(config('cloud.callback'), PHP_URL_PATH), '/'), 'CloudLogin/finish');
Route::post('logout', 'CloudLogin/leave');
Route::post('backchannel-logout', 'CloudLogin/notice');
