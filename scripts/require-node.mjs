// Plain JavaScript: it has to run on the very versions that it refuses.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Sluice needs Node 22.18 or newer, this is ${process.versions.node}.\n` +
      "`npm ci` installs Node 24 into node_modules: run it without --ignore-scripts.",
  );
  process.exit(1);
}
