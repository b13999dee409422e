import { execFile } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

// The functions by which a program reads the time, and syncs its writes to the disk, as the linker lets them be replaced.
const source = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static int64_t nothing[2];
/* By how many seconds the clock is ahead; how many milliseconds a write takes. */
static volatile int64_t *strange(void) {
  static volatile int64_t *known;
  if (known == NULL) {
    const char *path = getenv("STRANGE");
    int file = path == NULL ? -1 : open(path, O_RDONLY);
    void *seen = file < 0 ? MAP_FAILED : mmap(NULL, sizeof nothing, PROT_READ, MAP_SHARED, file, 0);
    if (file >= 0) close(file);
    known = seen == MAP_FAILED ? nothing : seen;
  }
  return known;
}
#define real(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))
int gettimeofday(struct timeval *restrict at, void *restrict zone) {
  int done = real(gettimeofday)(at, zone);
  if (done == 0 && at != NULL) at->tv_sec += strange()[0];
  return done;
}
int clock_gettime(clockid_t clock, struct timespec *at) {
  int done = real(clock_gettime)(clock, at);
  if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) at->tv_sec += strange()[0];
  return done;
}
int fsync(int file) { usleep(strange()[1] * 1000); return real(fsync)(file); }
int fdatasync(int file) { usleep(strange()[1] * 1000); return real(fdatasync)(file); }
`;

/**
 * A machine with another clock or a slow disk, for a process started with `env`: this one's own clock and disk belong to all that runs on it.
 * Undefined where nothing can be compiled (`cc`, Linux).
 */
export async function openStrange() {
  const folder = mkdtempSync(join(tmpdir(), 'ccc-strange-'));
  const [library, state] = [join(folder, 'strange.so'), join(folder, 'state')];
  const remove = () => rmSync(folder, { recursive: true, force: true });
  writeFileSync(join(folder, 'strange.c'), source);
  const options = ['-shared', '-fPIC', '-O1', '-o', library, join(folder, 'strange.c'), '-ldl'];
  const made = process.platform === 'linux' && (await promisify(execFile)('cc', options).catch(() => undefined));
  if (!made) {
    remove();
    return undefined;
  }
  const be = ({ ahead = 0, write = 0 }: { ahead?: number; write?: number } = {}) => {
    const file = openSync(state, 'a+');
    closeSync(file);
    const held = openSync(state, 'r+'); // the same file: who runs has mapped it
    writeSync(held, new Uint8Array(new BigInt64Array([BigInt(ahead), BigInt(write)]).buffer), 0, 16, 0);
    closeSync(held);
  };
  be();
  return {
    env: { LD_PRELOAD: library, STRANGE: state },
    /** Seconds by which the clock is ahead, milliseconds until a write is on the disk; nothing: as this machine is. */
    be,
    remove,
  };
}
