final class Worker {
    public static void main(String[] arguments) {
        System.out.println("tracking");
    }
}
