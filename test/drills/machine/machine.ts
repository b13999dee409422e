import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// Machines of a drill: each has this one's files below its own changes (an overlay in memory), processes, host name and network of its own.
// Nothing that happens there is seen outside, and all of it is gone with the machine.

export interface Machine {
  name: string;
  pid: () => number;
  /** The folder of its changes, as seen from here. */
  changes: string;
  /** Runs lines of a shell there; `online` ones reach the network of this machine, as a fetch of packages must. */
  run(lines: string, env?: Record<string, string>, online?: boolean): Promise<Ran>;
  /** Brings a file of another machine, to the same place here where no other is named. */
  copy(from: Machine, path: string, to?: string): Promise<void>;
  /** As if its plug were pulled. */
  kill(): Promise<void>;
  /** After its plug was pulled: with its disks as they were, and no cable. */
  start(): Promise<void>;
  close(): Promise<void>;
}
type Ran = { code: number; output: string; seconds: number };

const systemctl = join(import.meta.dirname, 'systemctl-program.ts');
const wire = join(import.meta.dirname, 'wire.py');

/** `on` are changes of other machines that this one begins with. */
export async function startMachine(name: string, on?: Machine): Promise<Machine> {
  const folder = mkdtempSync(join(tmpdir(), `ccc-machine-${name}-`));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6g,mode=0755', 'tmpfs', folder]);
  const lower = on === undefined ? '/' : `${on.changes}:/`;
  const script = `
    set -e
    mkdir -p ${folder}/up ${folder}/work ${folder}/root
    mount -t overlay -o lowerdir=${lower},upperdir=${folder}/up,workdir=${folder}/work overlay ${folder}/root
    mount -t proc proc ${folder}/root/proc
    mount --rbind /dev ${folder}/root/dev
    mount -t tmpfs tmpfs ${folder}/root/dev/shm
    mount -t tmpfs tmpfs ${folder}/root/run
    mkdir -p ${folder}/root/run/postgresql ${folder}/root/run/lock
    chown postgres: ${folder}/root/run/postgresql || true
    hostname ${name}
    ip link set lo up
    test -e ${folder}/up/etc/hosts || printf '127.0.0.1 localhost ${name}\\n' > ${folder}/root/etc/hosts
    printf '#!/bin/sh\\nexec ${process.execPath} ${systemctl} "$@"\\n' > ${folder}/root/usr/local/sbin/systemctl
    chmod 755 ${folder}/root/usr/local/sbin/systemctl
    exec chroot ${folder}/root sh -c 'cd /; echo up; while :; do wait; sleep 1; done'`;

  async function boot() {
    const child: ChildProcess = spawn(
      'unshare',
      ['--mount', '--pid', '--net', '--uts', '--ipc', '--fork', '--kill-child', 'sh', '-c', script],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text) => {
        said += text;
      });
    while (!said.includes('up\n')) {
      if (child.exitCode !== null) throw new Error(`the machine ${name} does not start: ${said}`);
      await sleep(50);
    }
    const pid = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')[0]);
    return { child, pid };
  }
  let { child, pid } = await boot();

  async function run(lines: string, env: Record<string, string> = {}, online = false): Promise<Ran> {
    const began = performance.now();
    const into = ['--target', String(pid), '--mount', '--pid', '--uts', '--ipc', ...(online ? [] : ['--net'])];
    const shell = spawn('nsenter', [...into, '--root', '--wd', 'bash', '-euo', 'pipefail'], {
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        HOME: '/root',
        LANG: 'C.UTF-8',
        DEBIAN_FRONTEND: 'noninteractive',
        ...env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [shell.stdout, shell.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    shell.stdin.end(lines);
    // Services that were started keep the pipes open: the shell's own end counts.
    const [code] = await once(shell, 'exit');
    shell.stdout.destroy();
    shell.stderr.destroy();
    return { code: code ?? -1, output, seconds: (performance.now() - began) / 1000 };
  }

  async function kill(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      process.kill(pid, 'SIGKILL'); // the first process of its namespace takes all others with it
      await ended;
    }
  }

  return {
    name,
    pid: () => pid,
    changes: join(folder, 'up'),
    run,
    async copy(from, path, to = path) {
      await copyFile(join(from.changes, path), join('/proc', String(pid), 'root', to));
    },
    kill,
    async start() {
      ({ child, pid } = await boot());
    },
    async close() {
      await kill();
      execFileSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether machines can be had here at all; or why not, in words. */
export function whyNoMachines(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'machines of their own need Linux and root';
  try {
    execFileSync('unshare', ['--mount', '--pid', '--net', '--uts', '--fork', 'true'], { stdio: 'ignore' });
    for (const program of ['nsenter', 'ip', 'chroot'])
      execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
  } catch {
    return 'namespaces or the programs for them (util-linux, iproute2) are not to be had here';
  }
  return undefined;
}

/** Puts machines into one network: the last one is where their cables meet. */
export async function connectMachines(places: readonly { machine: Machine; address: string }[]): Promise<void> {
  const hub = places.at(-1)?.machine.pid() ?? 0;
  const inside = (pid: number, ...args: string[]) =>
    execFileSync('nsenter', ['--target', String(pid), '--net', 'ip', ...args], { stdio: 'pipe' });
  inside(hub, 'link', 'add', 'switch', 'type', 'bridge');
  inside(hub, 'link', 'set', 'switch', 'up');
  for (const [place, { machine, address }] of places.entries()) {
    if (machine.pid() === hub) inside(hub, 'address', 'add', `${address}/24`, 'dev', 'switch');
    else {
      const port = `port${place}`;
      inside(hub, 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(machine.pid()));
      inside(hub, 'link', 'set', port, 'master', 'switch', 'up');
      inside(machine.pid(), 'address', 'add', `${address}/24`, 'dev', 'eth0');
      inside(machine.pid(), 'link', 'set', 'eth0', 'up');
    }
  }
}

/** Milliseconds from one city to another; undefined: nothing arrives. */
type Delay = (from: string, to: string) => number | undefined;
type Place = { machine: Machine; address: string };

/** Gives each city a network of its own, and leads a way from each to each by `hub`, on which each direction is set by itself. */
export async function connectCities(hub: Machine, cities: Readonly<Record<string, readonly Place[]>>) {
  const names = Object.keys(cities);
  const inside = (pid: number, lines: string) =>
    execFileSync('nsenter', ['--target', String(pid), '--net', 'sh', '-ec', lines], { stdio: 'pipe' });
  async function plug({ machine, address }: Place): Promise<void> {
    const city = names.findIndex((each) => cities[each]?.some((place) => place.machine === machine));
    const port = `port-${machine.name}`;
    inside(hub.pid(), `ip link delete ${port} 2> /dev/null || true`); // of a machine that was killed it goes some time later
    inside(hub.pid(), `ip link add ${port} type veth peer name eth0 netns ${machine.pid()}`);
    inside(hub.pid(), `ip link set ${port} master city${city}; ip link set ${port} up`);
    inside(machine.pid(), `ip address add ${address}/24 dev eth0; ip link set eth0 up`);
    const ran = await machine.run(`python3 ${wire} --whole-frames eth0`);
    if (ran.code !== 0) throw new Error(ran.output);
  }
  async function set(delay: Delay): Promise<void> {
    const ways = names.flatMap((from) =>
      names.flatMap((to) => (from === to ? [] : [`${from} ${to} ${delay(from, to) ?? 'cut'}`])),
    );
    await hub.run(
      `printf '%s\\n' ${ways.map((way) => `'${way}'`).join(' ')} > /run/ways.new; mv /run/ways.new /run/ways`,
    );
  }
  for (const [number, city] of names.entries())
    inside(
      hub.pid(),
      `ip link add city${number} type bridge; ip link set city${number} up
       ip link add way-${city} type veth peer name end${number}
       ip link set end${number} master city${number}; ip link set end${number} up; ip link set way-${city} up`,
    );
  for (const place of Object.values(cities).flat()) await plug(place);
  await set(() => 15);
  await hub.run(`python3 ${wire} /run/ways > /root/wire.log 2>&1 &`);
  return { set, plug };
}
