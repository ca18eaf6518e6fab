# The formula of the archive that `mvn package -Pdist` builds beside it: brew install --formula target/dist/rowferry.rb
# -Ddist.url=URL names the folder that your users load the archive from; without it, that is target/dist.
class Rowferry < Formula
  desc "Copies tables of one PostgreSQL database to others with files"
  homepage "@url@"
  url "@url@/rowferry-@version@.tar.gz"
  sha256 "@sha256@"
  license "Apache-2.0"

  depends_on "openjdk"

  def install
    libexec.install "bin", "lib"
    (bin/"rowferry").write_env_script libexec/"bin/rowferry", JAVA_HOME: Formula["openjdk"].opt_prefix
    man1.install Dir["share/man/man1/*"]
    bash_completion.install "share/bash-completion/completions/rowferry"
    zsh_completion.install "share/zsh/site-functions/_rowferry"
    fish_completion.install "share/fish/vendor_completions.d/rowferry.fish"
    doc.install "README.md", "CHANGELOG.md", "docs", "exporter", "importer", "monitoring"
  end

  # Commands start in half the time with the archive of classes.
  def post_install
    system bin/"rowferry", "--archive-classes"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/rowferry --version")
    (testpath/"exporter.yaml").write "targets: {}\n"
    assert_match "HINT", shell_output("#{bin}/rowferry check --offline --config exporter.yaml 2>&1", 3)
  end
end
