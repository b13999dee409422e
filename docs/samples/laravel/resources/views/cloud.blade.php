{{-- 放在首页或页眉：@include('cloud') --}}
@isset($failed)
    <p>登录没有完成：{{ $failed }}</p>
@endisset
@auth
    <p data-account="{{ auth()->id() }}">您好，{{ auth()->user()->name }}</p>
    <form method="post" action="/logout">@csrf<button>退出</button></form>
@else
    <p><a href="/login">使用国家公共文化云登录</a></p>
@endauth
