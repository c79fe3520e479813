// The browser: Debian's Chromium, kept from looking anything up on the network by itself.

export const chromium = {
  browserName: "chromium" as const,
  locale: "zh-CN",
  timezoneId: "Asia/Shanghai",
  // A colour on its way from light to dark is none to be judged by.
  contextOptions: { reducedMotion: "reduce" as const },
  launchOptions: {
    executablePath: process.env.RONGHE_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  },
};
