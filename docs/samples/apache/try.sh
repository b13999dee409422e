#!/bin/sh
# 在这个文件夹里试用，不动系统的设置：sh try.sh 5055
set -eu
cd "$(dirname "$0")"
if [ -f .env ]; then
  while IFS='=' read -r name value; do
    case "$name" in NCC_* | SESSION_*) eval "export $name=\"\${$name:-\$value}\"" ;; esac
  done < .env
fi
export PORT="${1:-5055}" NCC_PAGES="$PWD" MODULES="${MODULES:-/usr/lib/apache2/modules}"
RUN_USER=www-data # 只有 root 运行时才用到
export RUN_USER NCC_SITE="${NCC_SITE:-${NCC_CALLBACK%/*}}" SESSION_SECRET="${SESSION_SECRET:-$(openssl rand -hex 32)}"
exec apache2 -d "$PWD" -f try.conf -X
