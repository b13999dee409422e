// The clock of a run with another date, loaded before the C library (test/dates/run.ts): the hour of the day is CLOCK_AHEAD seconds ahead.
// What is waited for is left as it is, but where a wait ends at an hour of the day.
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t ahead;
__attribute__((constructor)) static void begin(void) {
  const char *given = getenv("CLOCK_AHEAD");
  if (given) ahead = atoll(given);
}

// By a name that nothing else preloaded has: a test may put a clock of its own on top.
static int moved(clockid_t clock, struct timespec *now) {
  const int failed = syscall(SYS_clock_gettime, clock, now);
  if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI)) now->tv_sec += ahead;
  return failed;
}

int clock_gettime(clockid_t clock, struct timespec *now) { return moved(clock, now); }

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec is;
  moved(CLOCK_REALTIME, &is);
  *now = (struct timeval){is.tv_sec, is.tv_nsec / 1000};
  return 0;
}

time_t time(time_t *now) {
  struct timespec is;
  moved(CLOCK_REALTIME, &is);
  if (now) *now = is.tv_sec;
  return is.tv_sec;
}

int timespec_get(struct timespec *now, int base) {
  return base == TIME_UTC && !moved(CLOCK_REALTIME, now) ? base : 0;
}

// An hour of the day is seconds since 1970, the other clock counts since the machine was started.
static clockid_t clock_of(const struct timespec *end) { return end->tv_sec > 1000000000 ? CLOCK_REALTIME : CLOCK_MONOTONIC; }
static struct timespec by_machine(clockid_t clock, const struct timespec *end) {
  return (struct timespec){end->tv_sec - (clock == CLOCK_REALTIME ? ahead : 0), end->tv_nsec};
}

int pthread_cond_timedwait(pthread_cond_t *restrict cond, pthread_mutex_t *restrict mutex, const struct timespec *restrict end) {
  const clockid_t clock = clock_of(end);
  const struct timespec until = by_machine(clock, end);
  return pthread_cond_clockwait(cond, mutex, clock, &until);
}

int sem_timedwait(sem_t *restrict sem, const struct timespec *restrict end) {
  const struct timespec until = by_machine(CLOCK_REALTIME, end);
  return sem_clockwait(sem, CLOCK_REALTIME, &until);
}

int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict end) {
  const struct timespec until = by_machine(CLOCK_REALTIME, end);
  return pthread_mutex_clocklock(mutex, CLOCK_REALTIME, &until);
}
