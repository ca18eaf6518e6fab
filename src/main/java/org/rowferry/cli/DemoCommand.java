package org.rowferry.cli;

import picocli.CommandLine.Command;

@Command(name = "demo")
final class DemoCommand {}
