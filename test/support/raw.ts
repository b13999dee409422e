import { connect } from 'node:net';

/** The answer of a server to these very bytes, on a connection of their own: until it closes it, or has been silent for a while. */
export function raw(origin: string, bytes: string | Buffer, quiet = 150): Promise<string> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    let timer: NodeJS.Timeout | undefined;
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      clearTimeout(timer);
      timer = setTimeout(done, quiet);
    });
    socket.on('close', done).on('error', (error) => (text === '' ? reject(error) : done()));
    socket.write(bytes);
  });
}
