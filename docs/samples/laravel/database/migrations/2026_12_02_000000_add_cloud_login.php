<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::table('users', function (Blueprint $table) {
            $table->string('cloud_sub', 64)->nullable()->unique();
        });
        // 退出通知按 sub、sid 找到会话
        Schema::create('cloud_logins', function (Blueprint $table) {
            $table->string('session_id')->primary();
            $table->string('sub', 64)->index();
            $table->string('sid', 64);
        });
    }

    public function down(): void
    {
        Schema::dropIfExists('cloud_logins');
        Schema::table('users', function (Blueprint $table) {
            $table->dropColumn('cloud_sub');
        });
    }
};
