/** A sample of docs/samples as the page shows it. Its files are whole programs; nothing is left out. */
export type Sample = {
  /** The folder in docs/samples. */
  id: string;
  title: string;
  /** What it stands on, and what has to be there first. */
  about: string;
  files: readonly string[];
  /** One a line, in a shell of Linux or macOS; `PORT` is that of the callback address. */
  run: readonly string[];
  /** Nobody listens at the callback address: the address is copied out of the browser. */
  byHand?: true;
};

/** In the order of the tabs. A new one is an entry here and a folder. */
export const samples = [
  {
    id: 'node',
    title: 'Node.js',
    about: 'openid-client 6，Node.js 20 以上。',
    files: ['package.json', 'login.mjs'],
    run: ['npm install', 'node login.mjs'],
  },
  {
    id: 'java',
    title: 'Java',
    about: 'Spring Boot 4，Java 17 以上，Maven。Spring Boot 2.7–3.5 要多设一行，见“各种框架”。',
    files: ['pom.xml', 'src/main/resources/application.yml', 'src/main/java/demo/Login.java'],
    run: ['mvn -q package', 'java -jar target/login-1.jar'],
  },
  {
    id: 'python',
    title: 'Python',
    about: 'Authlib 和 Flask，Python 3.10 以上。',
    files: ['requirements.txt', 'login.py'],
    run: ['python3 -m venv venv', 'venv/bin/pip install -r requirements.txt', 'venv/bin/python login.py'],
  },
  {
    id: 'php',
    title: 'PHP',
    about: '不用任何库，PHP 8.1 以上，自带 openssl 扩展。',
    files: ['login.php'],
    run: ['php -S localhost:PORT login.php'],
  },
  {
    id: 'csharp',
    title: 'C#',
    about: 'ASP.NET Core，.NET 10。',
    files: ['login.csproj', 'Program.cs'],
    run: ['dotnet run'],
  },
  {
    id: 'curl',
    title: 'curl',
    about: '不用任何库，把每一步走一遍。需要 bash、curl、jq、openssl。',
    files: ['login.sh'],
    run: ['bash login.sh'],
    byHand: true,
  },
  {
    id: 'go',
    title: 'Go',
    about: 'go-oidc 和 golang.org/x/oauth2，Go 1.24 以上。',
    files: ['go.mod', 'main.go'],
    run: ['go mod tidy', 'go run .'],
  },
  {
    id: 'rust',
    title: 'Rust',
    about: 'openidconnect 和 axum，Rust 1.85 以上。',
    files: ['Cargo.toml', 'src/main.rs'],
    run: ['cargo run'],
  },
] as const satisfies readonly Sample[];

/** So many have a tab of their own; the others stand together under 其他. */
export const tabs = 6;
