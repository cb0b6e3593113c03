"""Models that come from a store, from MLflow's registry and from an address, before the server starts."""

import http.server
import ssl
import subprocess
import threading

import pytest

ADDRESS = "203.0.113.5"
SECRETS = {"artifacts/access-key-id": "AKIAEXAMPLE", "db/username": "mlflow"}
WEIGHTS = b"weights of an address"
# What people do before a service that wants the model can start.
PREPARE = """
import boto3, mlflow
s3 = boto3.client("s3")
for name in ("model.onnx", "tokens/vocabulary.txt"):
    s3.put_object(Bucket="models", Key=f"qna/3/{name}", Body=b"weights of a store")
s3.put_object(Bucket="models", Key="qna/30/model.onnx", Body=b"of another version")
with mlflow.start_run() as run:
    mlflow.log_text("weights of a registry", "model/model.onnx")
client = mlflow.MlflowClient()
client.create_registered_model("qna")
version = client.create_model_version("qna", f"{run.info.artifact_uri}/model", run.info.run_id)
client.set_registered_model_alias("qna", "champion", version.version)
"""


class Handler(http.server.BaseHTTPRequestHandler):
    weights = WEIGHTS

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.weights)))
        self.end_headers()
        self.wfile.write(self.weights)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def authority(node, tmp_path_factory):
    """A server outside the cluster, with a certificate of its own."""
    folder = tmp_path_factory.mktemp("outside")
    subject = ["-subj", "/CN=models.example.com", "-addext", "subjectAltName=DNS:models.example.com"]
    files = ["-keyout", folder / "key.pem", "-out", folder / "certificate.pem"]
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]
    subprocess.run([*new, *subject, *files], check=True, capture_output=True)
    subprocess.run(["ip", "address", "replace", f"{ADDRESS}/32", "dev", "lo"], check=True)
    server = http.server.ThreadingHTTPServer((ADDRESS, 443), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder / "certificate.pem"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def cluster(start, authority):
    cluster = start("models.yaml", secrets=SECRETS, hosts={"models.example.com": ADDRESS}, authority=authority)
    for name in ("db", "artifacts"):
        cluster.pod(f"StatefulSet/{name}").start().wait_ready()
    for job in cluster.bundle.of_kind("Job"):
        cluster.run_job(job["metadata"]["name"])
    cluster.pod("Deployment/tracking").start().wait_ready()
    cluster.pod("Deployment/trainer").start().wait_ready().run("python", "-c", PREPARE, timeout=180)
    return cluster


def files(pod):
    """What the server finds, with the text of each file."""
    found = pod.run("sh", "-c", "cd /models/qna && find . -type f | sort").stdout.split()
    return {name: pod.run("cat", f"/models/qna/{name}").stdout for name in found}


def test_a_model_comes_from_a_store(cluster):
    pod = cluster.pod("Deployment/stored").start().wait_ready()
    text = "weights of a store"
    assert files(pod) == {"./model.onnx": text, "./tokens/vocabulary.txt": text}
    assert pod.run("touch", "/models/qna/file", check=False).returncode != 0


def test_a_model_comes_from_the_registry(cluster):
    pod = cluster.pod("Deployment/registered").start().wait_ready()
    found = files(pod)
    # MLflow writes down beside it where it has it from.
    assert found.pop("./model.onnx") == "weights of a registry" and set(found) <= {"./registered_model_meta"}


def test_a_model_comes_from_an_address(cluster):
    pod = cluster.pod("Deployment/fetched").start().wait_ready()
    assert files(pod) == {"./model.onnx": WEIGHTS.decode()}


def test_a_file_that_was_changed_is_refused(cluster, monkeypatch):
    monkeypatch.setattr(Handler, "weights", WEIGHTS + b"!")
    with pytest.raises(RuntimeError, match="FAILED"):
        cluster.pod("Deployment/fetched", 1).start()


def test_a_model_that_is_not_there_keeps_the_server_from_starting(cluster):
    trainer = next(pod for pod in cluster.pods if pod.name.startswith("trainer-"))
    delete = "import boto3; s3 = boto3.client('s3'); [s3.delete_object(Bucket='models', Key=f'qna/3/{name}') for name in {}]"
    trainer.run("python", "-c", delete.replace("{}", "('model.onnx', 'tokens/vocabulary.txt')"))
    with pytest.raises(RuntimeError, match="nothing at models/qna/3|directory not found"):
        cluster.pod("Deployment/stored", 1).start()
