import { currentSession } from '../lib/sessions.js';

// <a> 而不是 <Link>：Link 会预取，预取就开始了一次登录
const login = (
  <p>
    <a href="/login">使用国家公共文化云登录</a>
  </p>
);

export default async function Home({ searchParams }) {
  const { failed } = await searchParams;
  const { user } = await currentSession();
  if (user)
    return (
      <>
        <p data-account={user.sub}>{`您好，${user.nickname}`}</p>
        <form method="post" action="/logout">
          <button>退出</button>
        </form>
      </>
    );
  return (
    <>
      {failed && <p>登录没有完成，请再试一次</p>}
      {login}
    </>
  );
}
